# For translators. These words have one meaning everywhere; please choose one word for each and keep it.
#
#   raise          to say, to one's own lead, what is hard; never "report", "complain" or "file"
#   reply          what the lead writes back first: that it was read, and what was understood
#   follow up      what the lead does after the reply, by asking "How is that situation now?"
#   step           something a lead picked to do next; not a step of a process
#   note           what a lead wrote down for themselves after a talk; never the weekly digest
#   honest no      an answer that nothing will change, with the reason
#   take back      to delete one's own words; never only to hide them
#   lead           who leads a team; neither a manager in general nor a sales contact
#
# Slots stand for whole things and carry no grammar: { $person }, { $leader } and { $raiser } are names,
# { $topic } follows a colon or a separator and is never a subject, { $date } is a day such as
# "Tue 17 March", { $words } is what somebody wrote. { $n } is a number; use plural forms where your
# language has them. Buttons have at most four words. A text may be a third longer than in English.

# Words that more than one surface uses: controls, lists, states, days.

-app = Heard

## Days and moments. Patterns are Babel's (Unicode CLDR).

pattern-day = EEE d MMMM
pattern-day-year = EEE d MMMM y
pattern-span = d MMM
pattern-span-year = d MMM y
span = { $first } to { $last }
pattern-hour = H:mm
moment = { $date } at { $time }
about-today = today at about { $time }
about-tomorrow = tomorrow at about { $time }
on-day = on { $date } at { $time }
about-day = on { $date } at about { $time }

## Small parts

list-separator = {", "}
line-separator = {"; "}
hidden-person = someone
hidden-leader = your lead
hidden-former_leader = the lead it was with at the time

## Controls: one label per control, everywhere

# What a screen reader says of a button: its words, then what it is about.
button-read-aloud = { $label }: { $what }

button-read = Read it
button-arrived = It arrived
button-send_again = Send it again
button-ask = Message { $person }
button-ask-hidden = Send a message
button-write = Message { $person }
button-talked = We've talked
button-later = Not yet
button-step = Pick a next step
button-close = Give an honest no
button-hand = Hand it over
button-hand_yes = Yes, share my words
button-hand_no = No, keep it with { $leader }
button-obstacle = Ask someone for help
button-send_on = Send to someone else
button-still_better = Still better
button-bigger = Danger or harassment?
button-share = Share with { $person }
button-take_back = Take it back
button-tomorrow = Tomorrow
button-another_day = Another day
button-all_tomorrow = All tomorrow
button-list = Open the list
button-sort = Sort them
button-keep_weekly = Keep it weekly
button-other_time = Choose another time
button-only_slips = Yes, later
button-keep_asking = No, as before
button-add = Add to my team
button-not_on_team = Not on my team
button-more = More
button-add_to = Add it to that one
button-change = Change it
button-withdraw = Take it back
button-leave = No follow-up needed
button-came_back = Reopen it
button-yes_thats_it = Yes, that's it
button-not_quite = Not quite
button-remove = Please remove it
button-reopen = I'd like to talk
button-again = Remind once more
button-give_time = Give it time
button-let_wait = Let it wait
button-better = It's better
button-little = A little better
button-same = No change
button-worse = It's worse
button-not_talked = We haven't talked
button-rest = I'd rather not say
button-stop_checks = Stop asking about this
button-tell_same = Yes, tell { $leader }
button-tell_worse = Yes, tell { $leader }
button-tell_not_talked = Yes, tell { $leader }
button-keep_longer = Keep it longer
button-delete_now = Delete it now
button-restore_yes = Yes, { $leader } may read it
button-restore_yes-send = Yes, send it
button-restore_no = No, delete my words
button-restore_no-note = No, remove the note
button-restore_no-notes = No, remove these notes
button-fine = Leave it closed
button-keep_private = Keep it to myself
button-run = Run { $command }
button-run-help = Show help
button-as_written = No, send it to { $leader }
button-as_written-anyone = No, raise it
button-back = Back
button-offer_yes = Yes, tell { $leader }
button-offer_no = No, thanks
button-offer_self = I'll raise it myself
button-offer_never = Never ask me
button-offer_take_off = Don't ask
button-choose_who = Choose who
button-which_mine = Raise it with { $leader }
button-which_note = Note as a lead
button-which_note-person = I lead { $person }: add a note
button-which_them = Raise it with { $person }
button-say = Raise something
button-note = Note as a lead
button-help_now = Get help now
button-safe_ask = Ask { $person } to get in touch
button-who_sees = Who sees what?
button-my_data = My data
button-pause = Pause
button-step_down = Stop leading
button-pause_instead = Pause instead
button-another = Another tip
button-hide = No more tips
button-guess = Find a question
button-settings = My settings
button-workspace = Workspace settings
button-less = My settings
button-contact = Name a contact
button-more_settings = More settings
button-set_up = Set up a team
button-how = See how it works
button-not_now = Not now
button-suggest = Suggest { -app }
button-example = Show an example
button-counted = How this is counted
button-friday = Choose what's in it
button-post_note = Post it as planned
button-skip_note = Skip this one

view-close = Close
# Asked before a press counts: the question, what it does, yes and no.
confirm-withdraw-title = Take it back?
confirm-withdraw = This deletes your words. If { $leader } has the message already, it changes to say that you took it back. If { $leader } has read your words, I can't undo that.
confirm-withdraw-nobody = This deletes your words.
confirm-withdraw-link = Your message stays in the channel; { $leader } has no link to it any more. If { $leader } has it already, { $leader } learns that you took it back.
confirm-leave-title = No follow-up needed?
confirm-leave = This ends it. If { $leader } has the message already, { $leader } learns that no follow-up is needed. You can reopen it within 60 days.
confirm-leave-nobody = This ends it. Nobody has it, so nobody is told. You can reopen it within 60 days.
confirm-leave-yes = End it
confirm-withdraw-yes = Delete my words
confirm-delete_now-title = Delete it now?
confirm-delete_now-yes = Delete my words
confirm-remove-title = Remove this note?
confirm-remove-yes = Remove it
confirm-take_back-title = Delete this note?
confirm-take_back-yes = Delete it
confirm-all_tomorrow-title = All on the next working day?
confirm-all_tomorrow = I'll ask you then about everything in this message that you've read. Anyone you had told a day gets a message with the new day.
confirm-all_tomorrow-yes = Ask me then
confirm-share-title = Share it?
confirm-share-yes = Share it
confirm-no = Leave it as it is

## Safety line, last in every form and both Homes

safety-line = In danger? Call your local emergency number. Harassment, discrimination or threats: { $contact }.
safety-line-no_contact = In danger? Call your local emergency number.

## What is it?

label-signal-disagree = I disagree
label-signal-deadline = This deadline is unrealistic
label-signal-stuck = I am stuck
label-signal-overloaded = I have too much on my plate
label-signal-cross_team = Working with another team is hard
label-signal-context = We are deciding without the full picture
label-signal-tension = It is hard between some of us
label-signal-frustrated = Something frustrates me
label-signal-worried = Something worries me
label-signal-help = I need help
label-signal-other = Something else
label-signal-led = It is about how I am led

## Topics, as messages name them

topic-disagree = a disagreement
topic-deadline = a deadline
topic-deadline-date = a deadline
topic-stuck = being blocked
topic-overloaded = workload
topic-overloaded-incident = on-call load
topic-overloaded-meetings = meeting load
topic-cross_team = working with another team
topic-context = missing context
topic-tension = tension between people
topic-frustrated = something frustrating
topic-worried = something worrying
topic-help = a request for help
topic-led = how work is led
# How the words begin, where there is no topic.
title-words = “{ $words }”
topic-mark = a message in { $channel }
topic-mark-plain = a message
topic-with-pressure = { $topic } ({ $pressure })

topic-pressure-complexity = the work is more complex than it looks
topic-pressure-invisible = work nobody sees
topic-pressure-cognitive_load = too many things in my head
topic-pressure-change = things keep changing
topic-pressure-date = a fixed deadline
topic-pressure-dependency = waiting for others
topic-pressure-incident = incidents or on-call
topic-pressure-debt = technical debt
topic-pressure-unclear = unclear expectations
topic-pressure-meetings = too many meetings
topic-pressure-tension = tension between people

## What is behind it?

label-pressure-complexity = The work is more complex than it looks
label-pressure-invisible = Work nobody sees
label-pressure-cognitive_load = Too many things in my head
label-pressure-change = Things keep changing
label-pressure-date = A fixed deadline
label-pressure-dependency = Waiting for others
label-pressure-incident = Incidents or on-call
label-pressure-debt = Technical debt
label-pressure-unclear = Unclear expectations
label-pressure-meetings = Too many meetings
label-pressure-tension = Tension between people

## What kind of help? When would a check-in help?

label-help-listen = Just listening
label-help-think = Thinking it through together
label-help-act = Help changing something
label-help-unsure = I don't know yet
label-how_soon-today = Today or tomorrow
label-how_soon-week = This week
label-how_soon-next = Next time we talk

## Steps

label-step-remove = Remove an obstacle
label-step-priorities = Set priorities
label-step-meetings = Cut meetings
label-step-cross_team = Work it out with another team
label-step-scope = Cut scope
label-step-listened = Just listen
label-step-pass_on = Find someone who can help

## Reasons for closing without change

label-need-capacity = More people or time
label-need-decision = A decision above me
label-need-team = Another team's help
label-need-scope = A different date or scope
label-need-budget = A budget
label-need-unsure = I don't know yet
label-reason-decided = We looked at it and decided otherwise
label-reason-not_now = Not possible now
label-reason-outside = Outside our control
label-reason-other_owner = Someone else decides, and has been told
label-reason-gone = No longer relevant
label-reason-needed_ear = We talked it through; nothing more is planned

## What changed

label-change-easier = Work moves more easily
label-change-priorities = Priorities are clearer
label-change-less = Less on my plate
label-change-meetings = Fewer meetings
label-change-cross_team = Better with the other team
label-change-taken_seriously = I feel taken seriously
label-change-other = Something else

## How a leader comes back to it

label-meeting-one_on_one = In our 1:1
label-meeting-separate = A separate talk
label-meeting-message = By message

## States, as the raiser reads them

state-raiser-offered = Suggested by { $reactor }, yours to decide
state-raiser-raised = No reply yet
state-raiser-raised-unsent = Not delivered yet
state-raiser-heard = Read by { $leader }
state-raiser-heard-note = Noted by { $leader }
state-raiser-heard-private = Noted
state-raiser-in_progress = In progress
state-raiser-in_progress-step = Next step chosen
state-raiser-in_progress-talked = { $leader } says you've talked
state-raiser-better = { $leader } says it's better
state-raiser-better-two_views = { $leader } says you've talked; you say you haven't yet
state-raiser-worse = Not better
state-raiser-confirmed = Better, confirmed by you
state-raiser-unconfirmed = Closed, not counted as better
state-raiser-unconfirmed-private = Done
state-raiser-no_change = Closed without a change: { $reason }
state-raiser-nobody = With nobody now
state-raiser-ended_by_raiser = You ended it
state-raiser-handed_over = It is with { $leader } now
state-raiser-withdrawn = Taken back

## States, as the leader reads them

state-leader-offered = Suggested by { $reactor }
state-leader-raised = New
state-leader-heard = You've replied
state-leader-heard-note = Noted
state-leader-in_progress = In progress
state-leader-better = Better, not confirmed yet
state-leader-worse = Not better
state-leader-confirmed = Better, confirmed
state-leader-unconfirmed = Closed; you weren't told whether it's better
state-leader-unconfirmed-private = Done
state-leader-no_change = Closed without a change: { $reason }
state-leader-ended_by_raiser = Ended by { $raiser }
state-leader-handed_over = No longer with you
state-leader-withdrawn = Taken back
# Whoever it affects has left: nobody can be come back to.
state-leader-gone = Closed
