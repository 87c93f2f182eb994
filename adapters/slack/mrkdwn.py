"""Slack's own text format, which is only what notifications and readers aloud are given.

What people read are rich text and plain text (`texts`): mrkdwn has no way to show a `*`, `_`, `~`
or `` ` `` as typed, and sets nothing bold that a Korean particle follows without a space
(https://github.com/seratch/ChatGPT-in-Slack/issues/61).
"""

_CONTROL = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def escaped(text: str) -> str:
    """Give `text` such that nothing in it calls anybody or hides where a link leads.

    Mentions, channels and labelled links are all written between `<` and `>`
    (https://docs.slack.dev/messaging/formatting-message-text#escaping).
    """
    return text.translate(_CONTROL)
