# Messages and private answers. "notice" is the neutral first sentence: no name and no topic.

## To leaders

# The question stands first in everything that a date caused; the other sentences are notifications.
notice-leader = How is that situation now?
notice-bundle = { $n ->
    [one] How is that situation now? One thing to follow up on.
   *[other] How is that situation now? { $n } things to follow up on.
}
notice-bundle-new = { $n ->
    [one] One new thing for you.
   *[other] { $n } new things for you.
}
notice-new = Someone raised something with you.
notice-ack = Something is waiting for your reply.
notice-answered = Someone replied to you.
notice-settled = Nothing is left to answer in this message.
notice-sent = What you raised is saved.
notice-offer-reactor = About the message you reacted to.
then-offer = On { $asked } you said yes to raising this.
taken-back-words = Taken back. Your words are deleted.
taken-back-link = Taken back. The link to your message is deleted; the message itself I leave as it is.
notice-settled-all = Nothing in this list is left to do.
notice-saved = Saved.
notice-list = Your weekly list of what's open with you.
notice-news = News about what was raised with you.

about = About: { $topic }

card-new = { $person } raised something with you.
card-new-help-listen = What would help: just listening.
card-new-help-think = What would help: thinking it through together.
card-new-help-act = What would help: help changing something.
card-new-today = A reply today or tomorrow would help.
card-new-opened = Nobody is told when you open it.
card-ack_1 = Reading it and saying so is enough for today: what { $person } raised reached you on { $date } and has no reply yet.
card-ack_2 = You don't need a solution to say you've read what { $person } raised. It reached you on { $date }.
card-ack_3 = This is my last reminder about what { $person } raised. It reached you on { $date }. If there's no reply by { $day }, I'll tell { $person } that there's none yet and ask what to do next.
card-again = { $person } asked me to remind you once more.

promise-own = On { $date } you told { $person } you'd follow up today.
promise-own-hidden = On { $date } you said you'd follow up today.
promise-own-before = On { $date } you told { $person } you'd follow up on { $day }.
promise-heard = You read it on { $date }.
promise-talked = You talked on { $date }.
promise-answered-little = { $person } replied on { $date }: a little better.
promise-answered-same = { $person } replied on { $date }: no change yet.
promise-answered-worse = { $person } replied on { $date }: it's worse.
promise-answered-not_talked = { $person } answered on { $date }: we haven't talked yet.
promise-corrected = On { $date } { $person } corrected something you wrote.
promise-reopened = { $person } reopened it on { $date }.
promise-step = Your planned step: { $action }, by { $date }.
promise-step-today = Your planned step: { $action }, by today.
promise-note = You noted this about { $person } on { $date }.
opener-1 = You could open with: "What would make this easier this week?"
opener-2 = You could open with: "What do you need from me?"
card-note-share = Would it help to show { $person } your note, so that it can be corrected?
card-second = Asking { $person } one short question is enough, even if you have no solution yet.
card-third = This is my last reminder for now. Which fits best?
card-third-nothing = If you press nothing, on { $date } I'll tell { $person } there's no news yet and ask what to do next.
card-third-nothing-note = If you press nothing, it just stays on your list.
card-snoozed = You asked me to bring this back today.
card-snoozed-late = You asked me to bring this back on { $day }.
card-because = What you wrote down for yourself about it is under "Read it".
card-snoozed_twice = You've moved this twice. Another day is fine, and so is asking someone for help.
card-one_on_one = You planned to talk with { $person } in your 1:1 today. You could open with: "How is that situation now?"
card-one_on_one-late = You planned to talk with { $person } in your 1:1. You could open with: "How is that situation now?"
card-same = { $person } replied: no change yet. Another step helps, and so does a no with the reason.
card-little = { $person } replied: a little better. What could be the next step?
card-worse = { $person } replied: it's worse. One question before the next step may help.
card-not_quite = { $person } read what you wrote and corrected something.
card-two_views = { $person } answered: we haven't talked yet. You had pressed "We've talked". A short message can clear that up.
card-came_back = { $person } reopened what they raised on { $date }.
card-later = With "Not yet" you choose when I ask you again.
card-reopen_talk = { $person } would like to talk about your answer.
card-decide = What { $person } raised has been open for three months. A next step helps, and so does a no with the reason.

# A row of several: who and what, then why it stands there.
line = { $what } · { $why }
why-new = new
why-ack_1 = no reply yet
why-ack_2 = no reply yet
why-ack_3 = no reply yet, last reminder
why-again = asked for one more reminder
why-first = to follow up
why-second = still to follow up
why-third = last reminder
why-snoozed = the day you chose
why-snoozed-late = you moved it
why-snoozed_twice = you moved it twice
why-one_on_one = for your 1:1 today
why-one_on_one-late = for your 1:1
why-same = replied: no change
why-little = replied: a little better
why-worse = replied: worse
why-not_quite = corrected something you wrote
why-two_views = answered: we haven't talked yet
why-came_back = reopened
why-reopen_talk = would like to talk about your answer
why-decide = open three months
bundle-more = { $n } more in Home.
sort = { $n } things are open with you. Five minutes of sorting may help more than many reminders.
list-open = { $n ->
    [one] One thing is open with you, since { $date }.
   *[other] { $n } things are open with you, the oldest since { $date }.
}
list-nothing = Nothing is open with you.

tail-joined = { $person } joined { $channel }. On your team?
tail-joined-added = { $person } joined { $channel } and is on your team.
tail-joined-not_added = { $person } joined { $channel } and isn't on your team.
tail-quiet_team = Nobody on { $team } has raised anything with you for six weeks. That may simply be a quiet time; you could also ask how things are.
tail-backoff = My last three messages seem to have come at bad times. From now on I'll bring open things once a week, on { $day }; new ones still come at your usual time.
tail-backoff-keep_weekly = On { $date } you chose to hear about open things once a week, on { $day }.
tail-fade = Five times in a row you followed up before I asked. When you haven't named a day, should I wait two working days more before I ask?
tail-fade-only_slips = On { $date } you chose: when you haven't named a day, I wait two working days more before I ask.
tail-fade-keep_asking = On { $date } you chose: when you haven't named a day, I don't wait longer before I ask.
tail-confirmed = { $person } says it's better.
what-helped = What helped: { $list }.
tail-left = { $person } says no follow-up is needed.
tail-withdrawn = { $person } took back what they raised on { $date }. No need to ask why.
tail-added = { $person } added something.
tail-hand_no = { $person } would rather keep it with you.
tail-hand_lapsed = There was no answer about handing it over, so it stays with you.
tail-note_removed = { $person } had your note of { $date } removed.

line-date = Raised on { $date } · { $person }
line-date-noted = Noted on { $date } · { $person }
line-topic-date = Raised on { $date } · { $person } · { $topic }
line-topic-date-noted = Noted on { $date } · { $person } · { $topic }
# Two of one day: { $what } ends with that day.
line-at = { $what } at { $time }
# Two of one minute: { $n } is 2 for the second.
line-nth = { $n } of { $of } alike: { $what }
line-who-topic = { $person } · { $topic }
settled = { $what } · { $state }
settled-withdrawn = { $person } · taken back.
settled-moved = Something that was raised with you is no longer with you.
settled-hear = { $what } · done on { $date }: you replied.
settled-say_back = { $what } · done on { $date }: you replied.
settled-not_quite = { $what } · on { $date } { $person } corrected something you wrote.
settled-step = { $what } · done on { $date }: you chose a step.
settled-talked_better = { $what } · done on { $date }: you talked.
settled-talked_same = { $what } · done on { $date }: you talked.
settled-talked_worse = { $what } · done on { $date }: you talked.
settled-better = { $what } · on { $date } { $person } said it's better.
settled-little = { $what } · on { $date } { $person } replied: a little better.
settled-same = { $what } · on { $date } { $person } replied: no change yet.
settled-worse = { $what } · on { $date } { $person } replied: it's worse.
settled-not_talked = { $what } · on { $date } { $person } answered: we haven't talked yet.
settled-close = { $what } · done on { $date }: you said no, with the reason.
settled-reopen = { $what } · on { $date } { $person } asked to talk.
settled-come_back = { $what } · on { $date } { $person } reopened it.
settled-ask_hand = { $what } · on { $date } you asked { $person } whether someone else may have it.
settled-leave = { $what } · ended by { $person } on { $date }.
settled-expire = { $what } · closed on { $date }; you weren't told whether it's better.
settled-leader_gone = { $what } · on { $date } it went back to { $person }.
settled-raiser_gone = { $what } · ended on { $date }: the account was closed.
settled-later = { $what } · on { $date } you moved it to { $day }.
settled-not_reached = { $what } · on { $date } you moved it to another day.
echo-yes = { $person } says you understood it.

## To raisers

notice-raiser = About something you raised.
notice-heard = You have a reply.
notice-read = What you raised has been read.
notice-step = There's a next step.
notice-moved = A date has moved.
notice-waiting = No news yet. What would you like to do?
notice-long = Still open after three months.
notice-away = A follow-up will wait a little.
notice-hand = One question for you.
notice-owner_gone = Nobody has what you raised now.
notice-check = One question: has anything changed?
notice-check-late = One question: is it still better?
notice-check-ended = Something was closed.
notice-closed = You have an answer.
notice-shared = Someone shared a note with you.
notice-offer = A question about something you wrote.
notice-message_gone = A marked message was deleted.
message-gone = A message in { $channel } that was marked as worth following up was deleted. Nothing of it is kept, and no lead is asked about it.

sent = Thanks, { $person }. { $leader } gets this { $when }; until then I show it to nobody. If there's no reply by { $date }, I tell you so and ask you what to do next.
sent-elsewhere = Thanks, { $person }. { $leader } gets this { $when } your time, when it is { $hour } for { $leader }; until then I show it to nobody. If there's no reply by { $date }, I tell you so and ask you what to do next.
sent-at_once = Thanks, { $person }. { $leader } gets this now. If there's no reply by { $date }, I tell you so and ask you what to do next.
sent-away = { $leader } is away, and here again on { $date }.
sent-preview = The message { $leader } gets shows your name and "{ $topic }". Your words aren't in it; { $leader } opens them with "Read it".
sent-preview-name = The message { $leader } gets shows your name. Your words aren't in it; { $leader } opens them with "Read it".
sent-preview-topic = The message { $leader } gets shows "{ $topic }" and not your name. With "Read it" { $leader } sees your name and your words.
sent-preview-nothing = The message { $leader } gets shows neither your name nor a topic. With "Read it" { $leader } sees your name and your words.
sent-preview-help = It also says what would help.
sent-preview-today = It also says that a reply today or tomorrow would help.
you-wrote = You wrote: { $words }
you-wrote-to = Only you see this answer; what you wrote goes to { $leader }. You wrote: { $words }
did-you-mean = Nothing was sent. Did you mean `{ $command }`?
sent-earlier = You raised something on the same topic on { $date }, and it's still open.
sent-added = Added to what you raised on { $date }, which { $leader } has. { $leader } reads both together.

arrives = { $leader } gets this { $when }. If there's no reply by { $date }, I tell you so and ask you what to do next.
arrives-at_once = { $leader } gets this now. If there's no reply by { $date }, I tell you so and ask you what to do next.
about-topic = About: { $topic }, raised on { $date }
about-raised = Raised on { $date }
about-topic-noted = About: { $topic }, noted on { $date }
about-noted = Noted on { $date }

told-heard = { $leader } has read what you raised, and wrote back.
told-heard-read = { $leader } has read what you raised.
told-heard-plan = { $leader } will come back to you on { $date }.
told-heard-plan-one_on_one = { $leader } will come back to you on { $date }, in your 1:1.
told-heard-plan-separate = { $leader } will come back to you on { $date }, in a separate talk.
told-heard-plan-message = { $leader } will come back to you on { $date }, by message.
told-heard-next = I'll ask { $leader } on { $date } how the situation is.
told-heard-ask = No day was named, so on { $date } I'll ask { $leader } how the situation is.
told-heard-gone = What you raised was read by the lead it was with at the time. "Read it" shows where it stands now.
told-step = { $leader } planned a next step: *{ $step }*, by { $date }.
told-step-any = { $leader } planned a next step, by { $date }, and hasn't written yet what it is.
told-step-correct = With "Not quite" you tell { $leader } what is missing or different.
told-moved = { $leader } will come back to this on { $date }, not on { $before }.
told-moved-ask = { $leader } hasn't come back to this yet. I'll ask { $leader } on { $date } how the situation is.
told-waiting = { $leader } hasn't replied yet, and I don't know why. What would you like to do?
told-waiting-heard = { $leader } hasn't come back to you yet, and I don't know why. What would you like to do?
told-waiting-again = Since you last heard from { $leader } there has been no news, and I don't know why. What would you like to do?
told-waiting-nothing = If you do nothing, it stays open with { $leader }, and I don't remind { $leader } any more.
told-waiting-if_time = With "Give it time" I ask you again in { $n } working days if there is still no news.
told-waiting-if_again = With "Remind once more" { $leader } sees that you asked for it.
told-closed = { $leader } closed this without a change and explained why. If you do nothing, it stays closed; you can ask to talk until { $date }.
told-closed-plain = { $leader } closed this without a change and explained why. You can raise it again any time.
told-closed-late = { $leader } closed this without a change and explained why. The last day to ask to talk was { $date }. You can raise it again any time.
told-long = This is still open after three months, since { $date }. As with anything open that long, I've asked { $leader } for a next step or a no with the reason.
told-long-quiet = This is still open after three months, since { $date }.
told-hand = { $leader } thinks { $new } can do more about this. If you say yes, { $new } reads your words. If you say no, or don't answer by { $date }, it stays with { $leader }, who is told so.
told-hand-plain = { $leader } thinks { $new } can do more about this. If you say yes, { $new } reads your words. If you say no, it stays with { $leader }, who is told so.
told-hand-waits = While you decide, I don't ask { $leader } how the situation is, so not on { $date } either.
told-away = { $leader } is away, and here again on { $date }. If you do nothing, this waits until then.
told-away-plain = { $leader } is away, and here again on { $date }. This waits until then.
led-own = your team
led-other = a team here
told-owner_gone = { $leader } no longer leads { $team } and can't open what you raised any more, so nobody has it now. Where should it go?
told-owner_gone-kept = { $leader } no longer leads { $team }, and no other lead here uses { -app } yet, so nobody here can follow up now. I keep what you raised until { $date }, then I delete it. If a lead here starts with { -app } before that, you can send it on with `/concern mine`.
told-owner_gone-nobody = { $leader } no longer leads { $team }, and no other lead here uses { -app } yet, so nobody here can follow up now. I keep what you raised. If a lead here starts with { -app }, you can send it on with `/concern mine`.
told-shared = { $leader } shared a note with you, to follow up on { $date }. You can correct it or have it removed.
told-shared-plain = { $leader } shared a note with you. You can correct it or have it removed.

came-replied = { $leader } replied on { $date }.
came-step = { $leader } chose a next step on { $date }.
came-talked = { $leader } says you talked ({ $date }).
came-moved = { $leader } moved it to another day on { $date }.
came-closed = { $leader } closed it on { $date }.
came-asked = { $leader } asked on { $date } whether someone else may have it.
came-given_time = You gave it time on { $date }. If there is still no news, I ask you again.
came-again = You asked for one more reminder on { $date }.
came-let_wait = On { $date } you chose to let it wait.
came-sent_on = You sent it to someone else on { $date }.
came-hand_yes = On { $date } you agreed that someone else may have it.
came-hand_no = On { $date } you said no to handing it over: it stays with { $leader }.
came-hand_lapse = There was no answer about handing it over by { $date }, so it stayed with { $leader }.
came-left = You ended it on { $date }.
came-expired = On { $date } it was closed. The digest doesn't count it as better.
came-better = You said on { $date } that it's better.
came-answered = You answered on { $date }.
came-corrected = On { $date } you said what is missing or different.
came-reopened = You reopened it on { $date }.
came-leader_gone = Since { $date } { $leader } no longer leads { $team }.
then-waiting-reply = When I asked on { $asked }, { $leader } hadn't replied yet.
then-waiting-talk = When I asked on { $asked }, { $leader } hadn't come back to you yet.
then-waiting-another = When I asked on { $asked }, there had been no more news from { $leader }.
then-hand = On { $asked } { $leader } suggested that { $new } could do more about this.
then-owner_gone = On { $asked } nobody had what you raised any more.
then-away = On { $asked } I told you that { $leader } would be here again on { $date }.
then-closed = On { $asked } { $leader } closed this without a change and explained why.
then-check-first = On { $asked } I asked whether anything had changed.
then-check-second = On { $asked } I asked for the last time whether anything had changed.
then-check-late = On { $asked } I asked whether it was still better.
then-check-ended = On { $asked } this was closed. The digest doesn't count it as better.

check-first = { $leader } says you talked on { $date }. Has anything changed?
check-first-plain = Has anything changed about this since { $raised }?
check-second = Has anything changed since you talked? I won't ask again about this talk, and no answer is fine too.
check-second-plain = Has anything changed? I won't ask again after this, and no answer is fine too.
check-who = With "It's better" or "A little better" I tell { $leader }. Any other answer I pass on only if you say so.
check-second-ends = If you don't answer, I close this, and the digest doesn't count it as better. You can reopen it then.
check-tell = You chose "{ $answer }". Should I tell { $leader }? I won't unless you say so.
check-tell-ends = If you keep it to yourself and nothing else happens, I close this on { $date }, and the digest doesn't count it as better. You can reopen it.
check-late = On { $date } you said this was better. Is it still? If you reopen it, { $leader } is told.
check-late-plain = You said that this, from { $raised }, was better. Is it still? If you reopen it, { $leader } is told.
check-ended = { $leader } told me this got better. I had no answer from you, so I've closed it, and the digest doesn't count it as better. If you reopen it, { $leader } is told.
check-ended-private = { $leader } told me this got better. Your answer stays with you, so to { $leader } it is as if you hadn't answered. I've closed this, and the digest doesn't count it as better. If you reopen it, { $leader } is told.
check-thanks = You answered "{ $answer }" on { $date }. Thanks. I'll let { $leader } know.
check-told = You answered "{ $answer }" on { $date }. I'll let { $leader } know.
check-told-talk = On { $date } you answered "{ $answer }". I'll let { $leader } know.
check-reopened = You reopened it on { $date }.
check-fine = You answered "{ $answer }" on { $date }. { $leader } isn't told.
check-private_done = On { $date } you kept your answer to yourself. { $leader } can't see that you answered.
check-off = All right. { $leader } isn't told.
check-off-stop = All right, I won't ask about this again. { $leader } isn't told.

notice-data_soon = I'm about to delete something of yours.
data-soon = What you raised on { $raised } is still open, and nothing has happened since { $since }. So that nothing is kept for ever, I'll delete it on { $date } unless you keep it. You can keep it once; you can raise it again any time.
data-soon-again = What you raised on { $raised } is still open, and nothing has happened since { $since }. You kept it once already, so I'll delete it on { $date }. You can raise it again any time.
data-soon-note = Nothing has happened since { $since } with the note that { $leader } shared with you on { $raised }, so I'll delete it on { $date } unless you keep it. You can keep it once.
data-soon-note-again = Nothing has happened since { $since } with the note that { $leader } shared with you on { $raised }. You kept it once already, so I'll delete it on { $date }.
data-soon-kept = You kept it on { $date }. I tell you again before it is deleted.
then-data_soon = I had said I'd delete it on { $date }; that no longer holds.
then-restore_ask = I had asked whether { $leader } may still have it; you don't need to answer any more.
notice-restore_ask = One question about something of yours.
restore-ask = I was restored from an older copy of my data. What you raised on { $raised }: if you changed it or took it back after that copy was made, I've lost that. Should I still send it to { $leader }? If you do nothing, I won't.
restore-ask-note = I was restored from an older copy of my data. The note about you of { $raised }: if you corrected it or had it removed after that copy was made, I've lost that. May { $leader } still read it? If you do nothing, it stays closed to { $leader }.
restore-ask-read = I was restored from an older copy of my data. What you raised on { $raised }: if you changed it or took it back after that copy was made, I've lost that. May { $leader } still read it? If you do nothing, it stays closed to { $leader }.
deleted = This message was about something that has since been deleted.

## Help now

notice-safe = Someone would like you to get in touch today.
safe-ask = { $person } would like you, as the safety contact here, to get in touch today. I wasn't told why; it may be about harassment, discrimination or threats.
note-gone = The note is deleted.
topic-choose = Topic, guessed from your words. Change it if it doesn't fit:
topic-choose-none = No topic is set. Choose one if you like:

## Notes and offers

note-saved = Saved. I'll remind you to follow up with { $person } on { $date }.
react-own = { $leader } gets a link to your message { $when }; nobody is told before then.
react-own-elsewhere = { $leader } gets a link to your message { $when } your time, when it is { $hour } for { $leader }; nobody is told before then.
react-own-at_once = { $leader } gets a link to your message now.
react-choose = Who should follow up?
react-leader = Saved as your note on a message of { $person } in { $channel }. I'll remind you to follow up on { $date }.
offer-reactor = Only you see this. Here { $emoji } means "worth following up", so in ten minutes I'll ask { $person } whether a lead should follow up, and say that you suggested it. Until then, "Don't ask" stops me; so does taking the emoji off.
offer-reactor-later = Only you see this. Here { $emoji } means "worth following up", so I'll ask { $person } { $when } whether a lead should follow up, and say that you suggested it. Until then, "Don't ask" stops me; in the first ten minutes, so does taking the emoji off.
offer-reactor-asked = Only you see this. I've asked { $person } already.
offer-reactor-quiet = Everyone can see the emoji. With "Follow up on this", in the menu of a message (three dots), nobody in the channel sees anything.
offer-reactor-danger = If someone may be in danger, don't wait for me: call your local emergency number. Harassment, discrimination or threats: { $contact }.
offer-ask = { $reactor } reacted to your message in { $channel } with { $emoji }, which here means "worth following up". You decide. Should { $leader } follow up? If you say yes, { $leader } gets your name and a link to the message.
offer-ask-menu = { $reactor } thinks your message in { $channel } is worth following up. You decide. Should { $leader } follow up? If you say yes, { $leader } gets your name and a link to the message.
offer-ask-told = I haven't told { $leader } anything; the emoji itself is public. Whoever suggested it isn't told what you answer. If you don't answer, nothing happens, and I delete the question after 7 days.
offer-ask-told-menu = I haven't told { $leader } anything. Whoever suggested it isn't told what you answer. If you don't answer, nothing happens, and I delete the question after 7 days.
offer-done = All right. No lead is told.

## First steps

notice-invite = Someone would like you to use { -app }.
invite = { $person } would like people in { $channel } to be able to raise things with you. I'd remind you to follow up. Nothing starts until you accept, at the end of "See how it works". If you choose "Not now", { $person } sees that.
notice-suggest = A suggestion from a colleague.
suggest = { $person } suggests using { -app }. It reminds leads to come back to what people tell them. You don't have to answer.
suggest-channel = { $person } suggests using { -app } in { $channel }. It reminds leads to come back to what people tell them. You don't have to answer.
notice-invite-settled = An invitation that was answered.
invite-accepted = You agreed to follow up on what people in { $channel } raise with you.
invite-declined = You chose "not now" for { $channel }. Nothing has started with you there.
invite-off = This invitation is no longer open.
notice-here = { -app } is here.
# The first steps of an admin. Each says that it is done as soon as it is, wherever it was done.
first-contact = *1. Name a safety contact:* who people turn to about harassment, discrimination or threats. A person or a line of text is enough; until then nobody can raise anything.
first-contact-done = *1. Done:* a safety contact is named.
first-team = *2. Set up a team:* in its channel type `/invite @{ -app }`, then `/concern team`.
first-team-done = *2. Done:* a team is set up. In the Home tab everyone on the team sees whether it has started.
on-admin-alone = Or begin with a note about somebody you lead: `/concern @name too many nights on call, tomorrow`. Tomorrow I remind you to follow up. It's a real note: the person is told once that you keep notes, unless you take it back before their next working day.
on-admin = { -app } is installed. It reminds team leads to follow up on what people raise. Two steps, in any order:
notice-struck_off = A change for one of your teams in { -app }.
struck-off = In { -app } you no longer lead { $channel }; { $person } changed that. It's only about { -app }.
struck-off-by_nobody = In { -app } you no longer lead { $channel }. It's only about { -app }.
struck-off-left = { $n ->
    [one] One open thing goes back to the person who raised it.
   *[other] { $n } open things go back to the people who raised them.
}
notice-unheard = Nothing from Slack reaches me.
on-unheard = Nothing from Slack has reached me since { $since }: no commands, buttons or emoji. What is planned still goes out. Whoever operates the server finds the cause there, with the command `heard doctor`; it doesn't work in Slack.
on-back = Since { $date } Slack hadn't let me write here. It works again, and what waited is on its way.
on-channel = { $leader } has promised to answer what you raise within two working days, to come back to it or say honestly why not, and to use none of it to judge anyone's performance. Type `/concern` and a sentence, with nothing before the slash: it isn't posted here, it goes to { $leader }.
on-channel-notes = Nobody has to do anything. If you press a button here, only you see what comes. If you press "I'm not on this team", what you raise no longer goes to { $leader } unless you choose so. Nobody gets a message about it, and a lead or an admin can put you back. { $leader } may keep notes after a talk; `/concern data` shows you the notes about you, and you can have them removed.
example = This is an example; nothing in it can be pressed.
example-buttons = Its buttons: { $buttons }.
example-person = Maria

help-line = `{ $command }`: { $meaning }.
help-say = raise something with your lead
help-note = a note after a talk with someone you lead; I remind you on Thursday
help-meet = what's open with someone you lead, before you meet
help-help = this list
help-guide = how to follow up well, on one page
help-mine = what you raised
help-list = for leads: what's open with you
help-team = set up or change this channel's team
help-settings = your settings, also for screen readers
help-pause = no messages from me until a day you name, as in `pause until monday`
help-data = what I keep that you wrote or that is about you
help-digest = preview of the next digest
help-threads = Slack has no slash commands in threads. There, open the menu of a message (three dots) and choose "Follow up on this"; nobody in the channel sees that. Before a lead is told of somebody else's message, I ask its author. The emoji for "worth following up", if there is one here, does the same, but everyone sees it. If your sentence shows up in the channel, there was a space before the slash: delete it there and type it again.

## The weekly digest, and the leader's part before it

digest-title-window = { $weeks ->
    [one] Digest · #{ $team } · the week of { $span }
   *[other] Digest · #{ $team } · the weeks of { $span }
}
digest-title = Digest · #{ $team }
digest-raised = { $n } things were raised.
digest-heard = First reply in time: { $part } of { $whole }.
digest-come_back = Planned follow-ups that happened: { $part } of { $whole }.
digest-come_back-most = Most planned follow-ups happened.
digest-come_back-half = About half of the planned follow-ups happened.
digest-come_back-few = Fewer than half of the planned follow-ups happened.
digest-median = { $n ->
    [one] First follow-up: usually within one working day.
   *[other] First follow-up: usually within { $n } working days.
}
digest-median-waiting = More than half of what was raised hasn't been talked about yet.
digest-open = Still open: { $ages }.
digest-age-under1-under1 = { $n } for under a week
digest-age-under1-w1_2 = { $n } for under two weeks
digest-age-under1-w2_4 = { $n } for under four weeks
digest-age-under1-older = { $n }
digest-age-w1_2-w1_2 = { $n } for one to two weeks
digest-age-w1_2-w2_4 = { $n } for one to four weeks
digest-age-w1_2-older = { $n } for more than a week
digest-age-w2_4-w2_4 = { $n } for two to four weeks
digest-age-w2_4-older = { $n } for more than two weeks
digest-age-older-older = { $n } for more than four weeks
digest-chart = Still open, and for how long
digest-chart-age-under1-under1 = under 1 week
digest-chart-age-under1-w1_2 = under 2 weeks
digest-chart-age-under1-w2_4 = under 4 weeks
digest-chart-age-w1_2-w1_2 = 1 to 2 weeks
digest-chart-age-w1_2-w2_4 = 1 to 4 weeks
digest-chart-age-w1_2-older = over 1 week
digest-chart-age-w2_4-w2_4 = 2 to 4 weeks
digest-chart-age-w2_4-older = over 2 weeks
digest-chart-age-older-older = over 4 weeks
digest-confirmed = { $part } of { $whole } who answered say it's better.
digest-closed = { $n } were closed without a change, and with a reason.
digest-behind = What three people or more named: { $list }.
digest-steps = Next steps that a lead has chosen:
digest-changed = What has changed, in a lead's words:
digest-bullet = • { $line }
digest-numbers = When people raise more, it can mean more strain or more trust. The numbers change only when at least three people are behind the change; that makes it hard to recognise anyone.
digest-band-raised-few = { $weeks ->
    [one] In this week a few things were raised.
    [2] In these two weeks a few things were raised.
    [3] In these three weeks a few things were raised.
   *[other] In these four weeks a few things were raised.
}
digest-band-raised-several = { $weeks ->
    [one] In this week several things were raised.
    [2] In these two weeks several things were raised.
    [3] In these three weeks several things were raised.
   *[other] In these four weeks several things were raised.
}
digest-band-raised-many = { $weeks ->
    [one] In this week many things were raised.
    [2] In these two weeks many things were raised.
    [3] In these three weeks many things were raised.
   *[other] In these four weeks many things were raised.
}
digest-band-come_back-most = Most planned follow-ups happened.
digest-band-come_back-half = About half of the planned follow-ups happened.
digest-band-come_back-few = Fewer than half of the planned follow-ups happened.
digest-band-waited-nothing = Nothing has been open for longer than four weeks.
digest-band-waited-something = Something has been open for longer than four weeks.
digest-words = Words instead of numbers: with so few people, numbers could point at someone.
digest-uncounted = No numbers this time.
digest-first-too_few = No numbers: so few people are behind them that they could point at someone.
digest-first-first_weeks = No numbers yet; they start after four weeks.
digest-unchanged = These are the numbers of { $date }. Newer ones could point at someone.

notice-weekly = Tomorrow's digest.
notice-weekly-day = The digest of { $date }.
draft-tomorrow = The digest for #{ $team } is planned for tomorrow at { $time }.
draft-day = The digest for #{ $team } is planned for { $date } at { $time }.
draft-goes = If you do nothing, it goes out only if at least three people raised something in these weeks and the team is large enough.
draft-waits = If you do nothing, nothing goes out.
draft-choose = Choose which of your steps to include, and add a line if you like.
draft-homes = Guests or people from another organisation can read the channel, so this goes to the Home of everyone on the team instead.
weekly = Only you see these numbers, for your own overview ({ $span }): { $raised } raised with you · { $followed } followed up · { $confirmed } confirmed better. Waiting for a first reply now: { $waiting }.
draft-post_note = The digest for #{ $team } of { $day }: you chose on { $date } to post it as planned.
draft-friday = The digest for #{ $team } of { $day }: you chose on { $date } what's in it.
draft-skip_note = The digest for #{ $team } of { $day }: you skipped it on { $date }.
