"""Phrases said in Korean and English: particles, dates, lists."""

from datetime import date

import pytest

from core.model.people import Locale
from core.phrasebook import Phrasebook, load, particle

KOREAN = {"who": "{name:은} {other:을} 도와요"}
ENGLISH = {"who": "{name} helps {other}"}
BOTH = {
    "day": "{day:date}", "all": "{names:list}", "braces": "{{name}}", "plain": "{name}",
    "count": "{count:,}",
}  # fmt: skip
BOOK = Phrasebook(
    {Locale.KO: KOREAN | BOTH, Locale.EN: ENGLISH | BOTH}, {Locale.KO: {}, Locale.EN: {}}
)

# A word, then what follows it in the order 은/는 이/가 을/를 과/와 으로/로 이에요/예요.
AFTER_CONSONANT = ("은", "이", "을", "과", "으로", "이에요")
AFTER_VOWEL = ("는", "가", "를", "와", "로", "예요")
AFTER_RIEUL = ("은", "이", "을", "과", "로", "이에요")


@pytest.mark.parametrize(
    ("words", "forms"),
    [
        (("지민", "팀장", "값", "닭", "밖", "부엌"), AFTER_CONSONANT),
        (("서준이", "나", "학교", "회의", "뷔페"), AFTER_VOWEL),
        (("하늘", "서울", "길", "파일"), AFTER_RIEUL),
        (("0", "10", "3", "6", "100", "2026년 12월 3일 10"), AFTER_CONSONANT),
        (("2", "4", "5", "9", "12"), AFTER_VOWEL),
        (("1", "7", "8", "#11", "v8"), AFTER_RIEUL),
        (("Notion", "Slack", "Git", "Kim", "map", "App", "Spring", "LLM"), AFTER_CONSONANT),
        (("Figma", "API", "React", "Docker", "PPT", "GPT", "Flask", "test", "t"), AFTER_VOWEL),
        (("SQL", "excel", "PR", "HTML"), AFTER_RIEUL),
        (("‘지민’", '"지민"', "(지민)", "`지민`", "**지민**", "지민."), AFTER_CONSONANT),
        (("‘서주’", "서주!", "", "!?", "😀", "漢", "ㅋ"), AFTER_VOWEL),
    ],
)
def test_a_particle_fits_the_last_sound(words: tuple[str, ...], forms: tuple[str, ...]) -> None:
    for word in words:
        assert tuple(particle(word, form) for form in AFTER_CONSONANT) == forms, word


def test_names_in_a_phrase_get_their_particles() -> None:
    assert BOOK.say(Locale.KO, "who", name="지민", other="서주") == "지민은 서주를 도와요"
    assert BOOK.say(Locale.KO, "who", name="유나", other=12) == "유나는 12를 도와요"
    assert BOOK.say(Locale.EN, "who", name="지민", other="서주") == "지민 helps 서주"


@pytest.mark.parametrize(
    ("day", "korean", "english"),
    [
        (date(2026, 12, 3), "12월 3일(목)", "Thu, Dec 3"),
        (date(2027, 1, 31), "1월 31일(일)", "Sun, Jan 31"),
        (date(2028, 2, 29), "2월 29일(화)", "Tue, Feb 29"),
    ],
)
def test_a_day_is_said_with_its_weekday(day: date, korean: str, english: str) -> None:
    assert BOOK.say(Locale.KO, "day", day=day) == korean
    assert BOOK.say(Locale.EN, "day", day=day) == english


@pytest.mark.parametrize("locale", Locale)
def test_a_list_is_said_with_commas(locale: Locale) -> None:
    assert BOOK.say(locale, "all", names=["가", 2, "다"]) == "가, 2, 다"
    assert BOOK.say(locale, "all", names=()) == ""
    assert BOOK.say(locale, "count", count=12_345) == "12,345"


@pytest.mark.parametrize(
    "text", ["{other}", "{0}", "{name.__class__}", "%s", "}{", "{{", "{name!r}"]
)
def test_what_people_wrote_is_never_a_phrase_itself(text: str) -> None:
    for locale in Locale:
        assert BOOK.say(locale, "plain", name=text) == text
        assert text in BOOK.say(locale, "who", name=text, other=text)


def test_braces_are_said_as_braces() -> None:
    assert BOOK.say(Locale.KO, "braces", name="지민") == "{name}"


def test_a_phrase_or_a_word_that_is_missing_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        BOOK.say(Locale.KO, "nowhere")
    with pytest.raises(KeyError):
        BOOK.say(Locale.KO, "who", name="지민")


def test_the_phrases_of_the_program_are_there_in_both_languages() -> None:
    book = load()
    assert book.say(Locale.KO, "refused.title") == "다시 확인해 주세요"
    assert book.has(Locale.EN, "refused.title")
    assert not book.has(Locale.EN, "refused.nothing")
    assert isinstance(book.tree(Locale.EN, "templates.software"), list)
    with pytest.raises(KeyError):
        book.tree(Locale.EN, "templates.nothing")
