# One line now and then, in a leader's message or Home; chosen by bot.domain.coaching.

## Listening

coaching-listening_1 = Close every other window for the first ten minutes.
coaching-listening_2 = When they stop talking, count to four. The useful part often comes after the pause.
coaching-listening_3 = Ask "What else?" twice before you offer anything.
coaching-listening_4 = Ask them to walk you through last Tuesday. A real day tells more than a summary.

## Validation

coaching-validation_1 = Say how it would feel to you, without judging: "Three nights on call in one week would wear me down too."
coaching-validation_2 = You can take the experience seriously and still keep the deadline. Say both, in that order.
coaching-validation_3 = Leave out "but". Try "and": "That was rough, and we still have to choose."
coaching-validation_4 = If you think they have the facts wrong, ask about the impact first and the facts second.

## Reflecting

coaching-reflecting_1 = Say it back in one sentence and end with "What did I miss?"
coaching-reflecting_2 = Repeat their own key word. If they said "fragile", don't turn it into "risky".
coaching-reflecting_3 = Check one word: "When you say done, do you mean decided or finished?"
coaching-reflecting_4 = If your summary surprises them, good. You just found the misunderstanding early.

## Perspective

coaching-perspective_1 = Guess what took most of their week. Then ask what you got wrong.
coaching-perspective_2 = List what you know that they don't: budget, a promise, a date. Tell them one of those things.
coaching-perspective_3 = When someone pushes back, ask yourself: "What would have to be true for them to be right?" Then look for it.
coaching-perspective_4 = Before you defend the plan, describe it from their seat. Then ask how close you were.

## Support

coaching-support_1 = Offer one thing you will remove this week, with a day attached.
coaching-support_2 = Put their tasks in order together and cross out the last one in front of them.
coaching-support_3 = Call the other team's lead yourself. Tell the person who raised it when it's done.
coaching-support_4 = If there aren't enough people or hours, say openly what you drop, and tell your own lead yourself.

## Follow-up

coaching-follow_up_1 = Ask at a calm moment, not in the last minute of a call.
coaching-follow_up_2 = Use the other person's exact words, as they wrote them.
coaching-follow_up_3 = No news is still news: "I asked, no answer yet, I'll know on Thursday."
coaching-follow_up_4 = A late question still helps: "I meant to ask earlier. How is it now?"
