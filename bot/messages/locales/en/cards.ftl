# Messages and private answers. "notice" is the neutral first sentence: no name and no topic.

## To leaders

notice-leader = How is that situation now?
notice-bundle = How is that situation now? { $n } to come back to.
notice-new = Someone told you something.
notice-ack = Not answered yet.
notice-answered = Someone answered you.
notice-sort = Time to sort a few things.
notice-list = Your weekly list.

card-new = *{ $person }* told you something: _{ $topic }_.
card-new-help-listen = Listening is what's wanted.
card-new-help-think = Thinking it through together would help.
card-new-help-act = Help with changing something would be welcome.
card-new-today = Today or tomorrow, if you can.
card-ack_1 = *{ $person }* wrote to you on { $date } and doesn't know yet that you've seen it. Reading it and saying so is enough for today.
card-ack_2 = What *{ $person }* wrote on { $date } has no answer yet. You don't need a solution to say you've read it.
card-ack_3 = I won't ask again about what *{ $person }* wrote on { $date }. On { $weekday } I'll ask { $person } where it should go.
card-again = *{ $person }* asked me to remind you once more: _{ $topic }_.

card-first = *{ $person }*, _{ $topic }_. { $promise }
promise-own = On { $date } you told { $person } you'd come back to it today.
promise-heard = You heard { $person } on { $date }.
promise-step = You said: { $action }, by { $date }.
promise-step-today = You said: { $action }, by today.
promise-note = You noted it after talking with { $person } on { $date }.
opener-1 = You could open with: "What would make this easier this week?"
opener-2 = You could open with: "What do you need from me?"
card-note-share = Would it help if { $person } could see your note and correct it?
card-second = *{ $person }*, _{ $topic }_. A short question counts, even before you have an answer.
card-third = *{ $person }*, _{ $topic }_. I won't ask again about this step. Which is true?
card-snoozed = *{ $person }*, _{ $topic }_. You asked me to bring this back today.
card-snoozed_twice = *{ $person }*, _{ $topic }_, has moved twice. Is something in the way?
card-one_on_one = You see *{ $person }* today, and _{ $topic }_ is open since { $date }. You could start with just that question.
card-same = *{ $person }* says of _{ $topic }_: { $answer }. What would you try next?
answer-little = a little better
answer-same = nothing changed yet
card-worse = *{ $person }* says _{ $topic }_ is worse, and trusted you enough to say so. What have you not seen yet?
card-not_quite = *{ $person }* read your words and adds something about _{ $topic }_.
card-two_views = You noted a talk about _{ $topic }_, and { $person } doesn't see it as having happened yet. Perhaps it was too short, or about something else.
card-came_back = *{ $person }* says _{ $topic }_ has come back.
card-reopen_talk = *{ $person }* would like to talk about your answer on _{ $topic }_.
card-decide = *{ $person }* told you about _{ $topic }_ three months ago and it is still open. An honest no is better than a quiet maybe.

line = *{ $person }* · _{ $topic }_ · { $why }
why-new = new
why-ack_1 = not answered yet
why-ack_2 = not answered yet
why-ack_3 = not answered yet
why-again = asked me to remind you once more
why-first = for today
why-second = a short question counts
why-third = I won't ask again about this step
why-snoozed = you asked me to bring this back today
why-snoozed_twice = has moved twice
why-one_on_one = you see { $person } today
why-same = { $answer }
why-worse = worse
why-not_quite = adds something
why-two_views = doesn't see the talk as having happened yet
why-came_back = has come back
why-reopen_talk = would like to talk about your answer
why-decide = open for three months
bundle-more = { $n } more in Home.
sort = { $n } things are waiting. Five minutes of sorting may help more than { $n } reminders.
list-open = Still open with you: { $n }, the oldest since { $date }.
list-nothing = Nothing is waiting.

tail-joined = { $person } joined { $channel }. On your team?
tail-quiet_team = Nobody on { $team } has told you anything for six weeks. If that surprises you, ask one person what they've stopped saying.
tail-backoff = My last three messages came at bad times. I'll bring what's open once a week, on { $day }; new things still come at once.
tail-fade = Five times you came back to people before I asked. Shall I ask only on days you named, and else only if something slips?
tail-confirmed = { $person } says _{ $topic }_ is better.
what-helped = What helped: { $list }.
tail-left = { $person } is fine leaving _{ $topic }_ where it is.
tail-withdrawn = { $person } took back something from { $date }. Please don't ask why.
tail-added = { $person } added to _{ $topic }_.
tail-hand_no = { $person } would rather keep _{ $topic }_ with you.
tail-note_removed = Your note from { $date } was removed at { $person }'s wish.

echo-better = { $person } says it's better.
echo-yes = { $person }: that's it.
echo-moved = No longer with you.
echo-done = Done: { $what }, { $date }.
echo-heard = I've heard this

## To raisers

notice-raiser = About something you said.
notice-heard = You've been heard.
notice-step = News on something you said.
notice-check = One question.
notice-closed = An answer to something you said.
notice-shared = A note from your talk.
notice-offer = A question about something you wrote.

sent = Thank you for saying it. { $leader } gets it { $when }; until then nobody has seen it. You'll hear from me by { $date } either way.
sent-at_once = Thank you for saying it. { $leader } gets it now. You'll hear from me by { $date } either way.
sent-away = { $leader } is away until { $date } and gets it that morning.
sent-preview = What { $leader }'s message will say: "*{ $you }* told you something: _{ $topic }_". Your words open only inside { -app }.
you-wrote = You wrote: { $words }
sent-earlier = You also said _{ $topic }_ on { $date }; it's still open.
sent-added = Added to what you raised on { $date }. It's one item, not two, and it's with { $leader }.
for-leader = for { $leader }
told-heard = { $leader } has heard you and wrote back what they understood.
told-heard-read = { $leader } has read what you said.
told-heard-plan = { $leader } plans to come back to it on { $date }.
told-heard-plan-one_on_one = { $leader } plans to come back to it on { $date }, in your 1:1.
told-heard-plan-separate = { $leader } plans to come back to it on { $date }, in a separate talk.
told-heard-plan-message = { $leader } plans to come back to it on { $date }, by message.
told-step = { $leader } chose a step for _{ $topic }_: *{ $action }*, by { $date }.
told-waiting = { $leader } hasn't answered yet, which may say more about the week than about you. What would you like?
told-waiting-heard = { $leader } hasn't come back to it yet, which may say more about the week than about you. What would you like?
told-closed = { $leader } closed _{ $topic }_ without a change and told you why.
told-long = What you said on { $date } is still open after three months. I've asked { $leader } for a clear answer.
told-long-quiet = What you said on { $date } is still open after three months.
told-hand = { $leader } thinks { $new } can do more about _{ $topic }_. Only with your yes: { $new } would read your words.
told-away = { $leader } is away until { $date }, so _{ $topic }_ waits unless you'd like otherwise.
told-owner_gone = { $leader } no longer leads your team, and _{ $topic }_ has not moved to anyone. Where should it go?
told-shared = After your talk { $leader } wrote down what they heard, to come back to it on { $date }.
check-first = Did this change anything for you? It's about _{ $topic }_, from { $date }.
check-second = A second and gentle ask: did anything change about _{ $topic }_? No answer is fine too.
check-tell = Shall { $leader } know?
check-late = A month ago you said _{ $topic }_ was better. Still so?
check-ended = { $leader } saw _{ $topic }_ as better and I didn't hear from you, so it ends as "not confirmed". One tap brings it back.
check-private_done = Noted, and kept from { $leader }. Nothing { $leader } sees will change because of it.
check-off = Fine.
check-off-stop = Fine. I won't ask about this again.

## Help now

notice-safe = Someone would like you to get in touch today.
safe-ask = { $person } would like you to get in touch today.

## Notes and offers

note-saved = Kept. I'll ask you on { $date } at about { $hour }: { $person }, _{ $topic }_.
react-own = { $leader } gets a link to your message { $when }; until then nobody has seen it.
react-own-at_once = { $leader } gets a link to your message now.
react-choose = Who should come back to it?
react-leader = Kept as your note: { $person }, _{ $topic }_. I'll ask you on { $date }.
offer-reactor = Seen, and told to nobody. In ten minutes I'll ask { $person }; take the emoji off before that and I won't.
offer-reactor-quiet = Everyone can see the emoji; the message menu is the quiet way.
offer-reactor-danger = If someone may be in danger, don't wait for me: { $contact }.
offer-ask = { $reactor } marked your message in { $channel } with { $emoji }, which here means "worth coming back to". Shall { $leader } come back to it?
offer-ask-menu = { $reactor } thinks your message in { $channel } is worth coming back to. Shall { $leader } come back to it?
offer-ask-told = { $leader } has been told nothing by me; the emoji itself is public.
offer-ask-told-menu = { $leader } has been told nothing by me.
offer-done = Fine. Nothing was kept.

## First steps

notice-invite = Before your team can use this.
invite = { $person } would like { $channel } to be able to tell you here what is hard; I'd help you come back to it. Nothing is on until you decide.
notice-suggest = A suggestion from a colleague.
suggest = { $person } suggests using { -app }.
suggest-channel = { $person } suggests using { -app } in { $channel }.
invite-accepted = You promised; it is on.
invite-off = Nothing is on.
notice-here = { -app } is here.
on-admin = Try it alone: `/concern @someone what you heard, tomorrow`. One thing is missing before people can tell their leader anything: whom to turn to in danger, harassment or threats. A name or a line of text is enough.
on-back = Since { $date } Slack didn't let me write here. Now it does again, and what waited is on its way.
on-channel = { $leader } wants to hear what's hard and promised to come back to it, or to say honestly why not. Type `/concern` and a sentence: I show your words to { $leader } and nobody else.
on-channel-notes = { $leader } may also keep notes after a talk; `/concern data` shows you those about you.
on-channel-danger = Danger, harassment, threats: { $contact }.
example = Example
example-person = Maria

help-line = `{ $command }` { $meaning }
help-say = raise it with your lead
help-note = a note after a talk; I ask you about it on that day
help-meet = what is open with somebody, before you meet
help-help = this list
help-guide = how to follow up well, on one page
help-mine = what you raised
help-list = what's open with you
help-team = set up or change this channel's team
help-settings = your settings
help-pause = no messages from me until a date
help-data = everything by or about you
help-digest = preview of Friday's note
help-threads = Slack has no slash commands in threads: use the emoji or the message menu there. If your sentence shows up in the channel, there was a space before the slash. No private answer after an emoji? The message menu always answers.

## Friday's note

digest-title-window = Coming back to each other: { $team }, the last four weeks
digest-title = Coming back to each other: { $team }
digest-separator = {" · "}
digest-raised = { $n } things raised
digest-heard = { $part } of { $whole } heard in time
digest-come_back = { $part } of { $whole } due were come back to
digest-come_back-most = most that were due got a follow-up
digest-come_back-half = about half that were due got a follow-up
digest-come_back-few = few that were due got a follow-up
digest-median = first follow-up usually within { $n } working days
digest-median-waiting = more than half are still waiting
digest-open = still open: { $ages }
digest-age-under1-under1 = { $n } under a week
digest-age-under1-w1_2 = { $n } under two weeks
digest-age-under1-w2_4 = { $n } under four weeks
digest-age-under1-older = { $n }
digest-age-w1_2-w1_2 = { $n } one to two weeks
digest-age-w1_2-w2_4 = { $n } one to four weeks
digest-age-w1_2-older = { $n } longer than a week
digest-age-w2_4-w2_4 = { $n } two to four weeks
digest-age-w2_4-older = { $n } longer
digest-age-older-older = { $n } longer than four weeks
digest-chart = Still open, by age
digest-chart-age-under1-under1 = under 1 week
digest-chart-age-under1-w1_2 = under 2 weeks
digest-chart-age-under1-w2_4 = under 4 weeks
digest-chart-age-under1-older = all
digest-chart-age-w1_2-w1_2 = 1 to 2 weeks
digest-chart-age-w1_2-w2_4 = 1 to 4 weeks
digest-chart-age-w1_2-older = over 1 week
digest-chart-age-w2_4-w2_4 = 2 to 4 weeks
digest-chart-age-w2_4-older = over 2 weeks
digest-chart-age-older-older = over 4 weeks
digest-confirmed = better, said the people who raised them: { $part } of { $whole } who answered
digest-closed = { $n } closed without a change, each with a reason
digest-behind = What was behind it: { $list }.
digest-changed = What changed:
digest-bullet = • { $line }
digest-numbers = More raised can mean more strain or more trust. No figure moves because of one or two people.
digest-band-raised-few = Over four weeks, a few things were raised.
digest-band-raised-several = Over four weeks, several things were raised.
digest-band-raised-many = Over four weeks, many things were raised.
digest-band-come_back-most = Most that were due got a follow-up.
digest-band-come_back-half = About half that were due got a follow-up.
digest-band-come_back-few = Few that were due got a follow-up.
digest-band-waited-nothing = Nothing has waited longer than a month.
digest-band-waited-something = Something has waited longer than a month.
digest-words = We show words instead of numbers so that nobody can be picked out.
digest-uncounted = Nothing here is counted.
digest-first-too_few = No numbers in a group this size; they would point at someone.
digest-first-first_weeks = Figures come after four weeks.
digest-unchanged = Figures unchanged since { $date }. They move only when at least three people are behind a change.
notice-weekly = Tomorrow's note.
weekly = Your four weeks: { $raised } raised with you · { $waiting } waiting for a first answer · { $come_back } come back to, { $before_asked } of them before I asked · { $confirmed } confirmed better.
weekly-private = Nobody else can see this.
notice-weekly-day = { $weekday }'s note.
draft-tomorrow = Tomorrow's note to { $team }. Which of your steps may they read, and is there one thing you were told that you'd say out loud?
draft-homes = Guests or another organisation can read the channel, so this goes into the Home of everyone on the team instead.
draft-day = { $weekday }'s note to { $team }. Which of your steps may they read, and is there one thing you were told that you'd say out loud?
