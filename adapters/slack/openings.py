"""Forms that are shown, and kept before, so that they go on after a restart and anywhere."""

from dataclasses import dataclass, replace

from adapters.slack import forms
from adapters.slack.acts import Act, Acts
from adapters.slack.texts import Json
from core.cards import ButtonId, Form
from core.commands import Registry
from core.forms import invitation, reopening
from core.ports.outside import Chance


@dataclass(frozen=True, slots=True)
class Openings:
    """Shows forms; each is named by the button that gives it again."""

    acts: Acts
    commands: Registry
    chance: Chance

    async def open(self, act: Act, form: Form, button: ButtonId | None = None) -> None:
        """Show a form; where no window opens any more, show what leads to it."""
        if await act.surface.open(await self.kept(act, form, button)):
            return
        card = invitation(form, await self.acts.speech(act))
        card = replace(card, buttons=await self.acts.dispatch.keep(act.sender, card.buttons))
        await self.acts.show(replace(act, surface=act.surface.without_window()), card)

    async def kept(self, act: Act, form: Form, button: ButtonId | None = None) -> Json:
        """Give a form as a window; what gives it again is kept, as `button` is already."""
        speech = await self.acts.speech(act)
        name = button or ButtonId(self.chance.token())
        if button is None:
            again = replace(reopening(form, form.title), id=name)
            await self.acts.dispatch.keep(act.sender, [again])
        stand = replace(act.heard.stand, locale=speech.locale).written()
        return forms.view(form, self.commands[form.command], name, stand, speech)
