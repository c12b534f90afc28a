# Modals: titles, fields, small lines. Controls, lists and states are in common.ftl.

## Small parts that several views share

form-link = <{ $link }|The linked message>
form-added = Added on { $date }:
form-corrected = { $person } corrected what you wrote, { $date }:
form-no-words = No words, only the linked message.
form-no-words-left = The words are deleted.
form-page-back = Previous page
form-page-on = Next page
form-loading = One moment …
form-name-choose = Choose
# In a menu that is searched by typing.
form-name-look_up = Such as Berlin, Germany or DE
form-back = Back

## M raise

form-raise-title = Raise something
form-raise-submit = Send it
form-raise-signal = What is it?
form-raise-signal-hint = The message to the lead you choose says it in a word or two, such as "workload" or "being blocked". The team's weekly digest can name it only if three people or more raised the same thing.
form-raise-words = Your words
form-raise-words-hint = You don't need a solution. Describe the situation rather than a person, and leave out health details.
form-raise-help = What would help?
form-raise-how_soon = How soon would you like to hear back?
form-raise-pressures = What's behind it? (up to three)
form-raise-pressures-hint = The message to the lead you choose names only the first one. The team's weekly digest names one only if three people or more chose it.
form-raise-one = Several people were named. Please choose the one who should follow up.
form-raise-leader = Who should follow up?
form-raise-leaders-own = Your leads
form-raise-leaders-others = Other leads
form-raise-led = Something you can't say to { $leader }? Turn to { $contact } instead.
form-raise-reads = { $leader } reads your words. { -app } shows them to no other lead, admin or director. Whoever operates { -app }'s server for your company could open them: see "Who sees what?" in Home.
form-raise-reads-chosen = The lead you choose reads your words. { -app } shows them to no other lead, admin or director. Whoever operates { -app }'s server for your company could open them: see "Who sees what?" in Home.
form-raise-passes_on = Every lead here has promised: if somebody's life or safety is in danger, they call for help. Harassment, discrimination or threats they pass on the same day, to { $contact }. Either way they tell you.
form-raise-away = { $leader } is away, and here again on { $date }; it waits until then.

## M change

form-change-title = Change it
form-change-submit = Save
form-change-replaces = When you save, the old words are deleted. { $leader } gets no message about it, but may have opened them already.
form-change-adds = If you write something else, it is added to your earlier words, and { $leader } is told.

## M note

form-note-title = A note after a talk
form-note-submit = Save and remind me
form-note-person = Who did you talk with?
form-note-person-known = You talked with *{ $person }*.
form-note-words = What did you hear?
form-note-words-hint = Write it so that { $person } can read it.
form-note-words-hint-anyone = Write it so that the person you name can read it.
form-note-date = When should I remind you?
form-note-in-a-week = In a week, { $date }
form-note-day = Or remind me on another day
form-note-meeting = Your next talk
form-note-meeting-tick = We'll talk in our 1:1
form-note-share = Sharing
form-note-share-tick = Share it with { $person } now
form-note-share-tick-anyone = Share it with that person now
form-note-small = Notes are for people you lead; by saving you say that you lead { $person }. { $person } can read this any time with /concern data; I don't send it. Unless you share it, it's deleted after { $days } days, or 14 days after your last follow-up if that's later.
form-note-small-anyone = Notes are for people you lead; by saving you say that you lead the person you name. That person can read this any time with /concern data; I don't send it. Unless you share it, it's deleted after { $days } days, or 14 days after your last follow-up if that's later.

## M which

form-which-title = Who is this for?
form-which-own = { $person } isn't your lead here, and I pass on only what people say about their own situation. You can message { $person }, or raise how it affects you.
form-which-empty = What would you like to do?
form-which-unsent = Nothing is sent yet. Each of these opens a form first.
form-which-mine = Raise something of mine

## M not_quite, M changed

form-not_quite-title = Not quite
form-not_quite-submit = Send
form-not_quite-words = What's missing, or different?
form-not_quite-hint = { $leader } reads this.
form-changed-title = What got better?
form-changed-submit = Send
form-changed-changes = Choose any that fit
form-changed-small = Your answer "It's better" is saved. { $leader } also sees what you choose here.

## M lead.read

form-read-title = Raised with you
form-read-title-note = Your note
form-read-submit = I've heard you
form-read-submit-say_back = Send
form-read-close = Later
form-read-small = { $raiser } learns nothing until you press "I've heard you". It says that you've read it, not that you agree. With "Later" nothing is sent, and I remind you.
form-read-say_back = What you understood
form-read-say_back-placeholder = In your own words
form-read-say_back-hint = { $raiser } reads this and can correct it. A good last line: What did I miss?
form-read-day = When will you come back to { $raiser }?
form-read-meeting = How will you talk?
form-read-help-listen = What would help: just listening.
form-read-help-think = What would help: thinking it through together.
form-read-help-act = What would help: help changing something.
form-read-help-unsure = What would help: not clear yet.
form-read-behind = Behind it: { $list }.
form-read-said-back = You replied, { $date }:
form-read-step = Your step: { $step }, by { $date }.
form-read-come-back = You told { $person } you'd follow up on { $date }.
form-read-written = { $person } wrote, { $date }:
form-read-come-back-ask = You told { $person } you'd follow up on { $date }; I'll ask you then.
form-read-ask = I'll ask you on { $date }.
form-read-because = You wrote down for yourself:
form-read-quiet = I send no more reminders about this; it stays open.
form-read-closed-before = It was reopened after your no. You had written:
form-read-closing = You said no: { $reason }. In your words:
form-read-shared = { $person } can read this note.
form-read-private = I didn't send this note to { $person }, who can read it any time with `/concern data`.
form-share-confirm = { $person } gets a message about this note, and can also correct it.
form-take_back-confirm = This deletes your note. Nobody is told.
form-take_back-confirm-shared = This deletes your note. { $person } sees that it was taken back.

## M talked, M step, M later

form-talked-title = You've talked
form-talked-submit = Save
form-talked-answer = How is it now, as you understood { $person }?
form-talked-small = { $person } sees that you say you've talked, and what you chose above. If you talked, I ask { $person } two working days later whether anything has changed.
form-talked-not_reached-small = "We didn't get to it": { $person } learns that the day has moved, and I ask you again.
form-talked-talked_better = Better
form-talked-talked_same = About the same
form-talked-talked_worse = Worse
form-talked-not_reached = We didn't get to it
form-talked-step = What will you do next?
form-talked-step-none = Nothing more for now
form-step-title = Your next step
form-step-submit = Save
form-step-step = What will you do?
form-step-detail = The step in your own words
form-step-day = By which day?
form-step-ticks = Who may read this step?
form-step-shown = { $person }, who gets a message about it
form-step-team = The team, in the digest of { $channel }
form-step-team-small = For the digest: no names, please, and nothing that only one person could have said.
form-step-small-private = Only you see this step.
form-step-example-remove = For example: staging access by Wednesday
form-step-example-priorities = For example: one ordered list, agreed with product
form-step-example-meetings = For example: out of the weekly sync until March
form-step-example-cross_team = For example: I speak with their lead
form-step-example-scope = For example: drop the export from this release
form-later-title = Ask me later
form-later-submit = Ask me then
form-later-date = When should I ask again?
form-later-tomorrow = Tomorrow, { $date }
form-later-next-week = Next week, { $date }
form-later-told = You told { $person } it would be { $date }; I'll tell { $person } the new day.
form-later-untold = { $person } gets no message about this.
form-later-day = Or on another day
form-later-because = What is in the way?
form-later-because-hint = Only for you: you find it under "Read it". It's deleted when you next do something about this.

## M guess

form-guess-title = Find a question
form-guess-submit = Show it
form-guess-which = What would you like to ask about?
form-guess-presses = What puts pressure on { $person }
form-guess-presses-ask = "What's putting the most pressure on you right now?"
form-guess-knows = What { $person } knows that I don't
form-guess-knows-ask = "What do you know that nobody has told me?"
form-guess-juggles = What { $person } is juggling
form-guess-juggles-ask = "What are you handling at the same time?"
form-guess-danger = What risk { $person } sees
form-guess-danger-ask = "What risk am I missing?"

## M close, safe.leader, M card

form-close-title = Say no, with the reason
form-close-submit = Send it
form-close-reason = Why is it a no?
form-close-words = In your own words, to { $raiser }
form-close-words-hint = What you looked at, what decided it, what stays open. It's fine that it's a no.
form-close-small = This closes it. { $raiser } reads your words and can still ask to talk.
form-bigger-title = Danger or harassment
form-bigger-danger = If somebody's life or safety is in danger: call your local emergency number, and stay with the person. Don't promise secrecy.
form-bigger-pass = Harassment, discrimination or threats: you promised to pass it on the same day, in person or by phone, to { $contact }. First tell { $person } that you do, and why. Then follow up with { $person }. Nothing is sent from here, and that you opened this page is kept nowhere.
form-bigger-pass-no_contact = Harassment, discrimination or threats: you promised to pass it on the same day, in person or by phone, to whoever is in charge of that here. First tell { $person } that you do, and why. Then follow up with { $person }. Nothing is sent from here, and that you opened this page is kept nowhere.
form-card-title = What you can do

## M send_on, M hand, M obstacle, It came back

form-send_on-title = Send to someone else
form-send_on-submit = Send it
form-send_on-small = { $leader } sees that it is with someone else now, but not with whom.
form-hand-title = Hand it over
form-hand-submit = Ask { $raiser }
form-hand-to = Who should have it?
form-hand-small = I ask { $raiser } first; nobody else is told before { $raiser } says yes. Until then I don't remind you. Without an answer within 5 working days it stays with you.
form-obstacle-title = Ask someone for help
form-obstacle-submit = Send it
form-obstacle-need = What would you need?
form-obstacle-person = Who could give it?
form-obstacle-words = Your request, without naming anyone from your team
form-obstacle-small = That person gets it as something you raised, without the name and the words of { $raiser }. You'll get the reply here.
form-obstacle-not_accepted = Nothing was sent. { $person } isn't using { -app } yet. Your request:
form-obstacle-ask = { $need }. { $ask }
form-came_back-title = Reopen it
form-came_back-submit = Send
form-came_back-small = Your earlier words were deleted some time after it was closed. One new line is enough; { $leader } reads it.

## M mine.item

form-own-title = What you raised
form-own-title-note = { $leader }'s note
form-own-title-note-short = A note about you
form-own-written = You wrote, { $date }:
form-own-note-written = { $leader } noted, { $date }:
form-own-note-gone = { $leader } follows up on this no longer.
form-own-note-small = { $leader } keeps this note as a reminder to follow up. You can correct it or have it removed.
form-own-said-back = { $leader } replied, { $date }:
form-own-not-quite = Your correction, { $date }:
form-own-thats-it = You said that { $leader } understood you.
form-own-ask_understood = Did { $leader } understand you? { $leader } learns your answer.
form-own-ask_note = Is this note right? { $leader } learns your answer.
form-own-ask_missing = If something is missing or different, { $leader } reads what you write with "Not quite".
form-own-went_on = It goes on with { $leader }. To change it or take it back, open the newer one with `/concern mine`.
form-own-step = { $leader } planned a next step: *{ $step }*, by { $date }.
form-own-closing = Reason from { $leader }, { $date }:
form-own-state = Where it stands: *{ $state }*
form-own-opened = { $person } opened your words ({ $date }), although you hadn't sent them to { $person }. I don't know why. An admin here can ask whoever operates { -app }; you needn't ask { $person } yourself.
form-own-exported = Whoever operates the server wrote your words to a file ({ $date }). That's normal if you had asked for your data. If you hadn't, ask an admin here why it was done.
form-own-remove-confirm = This deletes the note. { $leader } learns that you had it removed.
form-next-promise = If there's no reply by { $date }, I tell you so and ask you what to do next.
form-next-waiting = { $leader } hasn't replied yet.
form-next-not-back = { $leader } hasn't come back to you yet.
form-next-come-back = { $leader } will come back to you on { $date }.
form-next-step = Next step: { $step }, by { $date }.
form-next-ask = I'll ask { $leader } on { $date } how the situation is.
form-next-check = I'll ask you on { $date } whether anything has changed.
form-next-deleted = Your words are deleted on { $date }.
form-next-erased = I delete this on { $date }.
form-next-nobody = I keep it for you. Nobody follows up until a lead has it again.
form-next-away = { $leader } is away, and here again on { $date }.

## M mine, M list, M meet

form-mine-title = What you raised
form-list-title = What's open with you
form-meet-title = Before you meet
form-meet-since = { $topic }, since { $date }
form-meet-since-plain = Open since { $date }
form-meet-said = Your planned step: { $step }, by { $date }.
form-meet-open-with = You could open with: How is that situation now?
form-meet-nothing = Nothing is open with { $person }.

## M team, M how, M promise

form-team-title = Set up a team
form-place = Which channel is the team's?
form-place-hint = First type /invite @{ -app } in that channel.
form-place-next = Next you say who leads and who is on the team. If approval is needed here, you choose an admin to ask; an admin who sets up a team approves it by that. It starts once the lead has accepted; then I post in the channel that it has started.
form-team-submit = Next
form-team-next = With "Next" I ask each new lead, and an admin if one has to approve. If you lead, you read how it works and your promise first.
form-team-leaders = Who leads?
form-team-members = Who's on the team?
form-team-contact-person = Safety contact: a person
form-team-contact-line = Or a line of text
form-team-contact-line-hint = Who people turn to about harassment, discrimination or threats: a phone number, an office or a page. A person or a line of text is enough.
form-team-contact-set = Safety contact: { $contact }.
setting-team-digest_day = Day of the weekly digest
setting-digest_day-off = No digest
setting-team-digest_at = Time of the weekly digest
setting-team-wishes = More about the digest
setting-team-digest_every = Every four weeks instead of every week
setting-team-chart = With a chart of what's still open
setting-team-figures = Numbers in the digest
setting-figures-after_four_weeks = After four weeks
setting-figures-from_start = From the start
setting-figures-never = Never
setting-team-zone = Time zone
setting-team-region = Public holidays
setting-team-region-none = None, only weekends are free
setting-team-emoji = Emoji for "worth following up"
setting-team-emoji-hint = If somebody adds it to a colleague's message, I ask the author privately whether a lead should follow up. Such as :ear:, one or several. Empty: what the workspace uses.
form-how-title = How it works
form-how-submit = Continue
form-how-loop = Someone raises something. You read it, say so and name a day; on that day I ask you: How is that situation now? I write to you at most once a day about what others told you, and once more if something can't wait.
form-how-not = It isn't a survey or a ranking. { -app } shows nobody above you what people raise with you; it goes to another lead only if the person who raised it says so. Once a week everyone in the channel can read a digest without names: how much was raised and followed up, and what you choose to add. If you're the only lead, everyone can tell that its numbers on follow-ups are about you.
form-how-begin = To begin, invite me to your team's channel and type `/concern team` there.
form-promise-title = Your promise
form-promise-submit = I promise. Switch it on
form-promise-answer = When someone raises something with me, I answer within two working days, even if only to say I've read it.
form-promise-back = I come back to it, or say honestly why not.
form-promise-channel = When it starts, { -app } posts the main points of this promise once in { $channel }, with your name.
form-promise-use = I use none of it to judge anyone's performance. If somebody's life or safety is in danger, I call the emergency number. Harassment, discrimination or threats I pass on the same day, to { $contact }. Either way I tell the person.
form-promise-use-no_contact = I use none of it to judge anyone's performance. If somebody's life or safety is in danger, I call the emergency number. Harassment, discrimination or threats I pass on the same day to whoever is in charge of that here. Either way I tell the person.
setting-person-hour = When should I write to you?
form-on-title = It has started
form-on-text = People in { $channel } can raise things with you. When someone does, I write to you at { $hour } on a working day.
form-on-aloud = With a screen reader or a watch: "My settings" can put the whole message into notifications.
form-contact-title = Safety contact
form-contact-submit = Save
form-contact-small = Who people here turn to about harassment, discrimination or threats: a person, or a line of text such as a phone number, an office or a page. It holds for the whole workspace, and everyone sees it. I don't tell the person, so please do. A lead can't be the safety contact of their own team.

## M friday

form-digest-title = The next digest
form-digest-submit = Save
form-digest-steps = Steps to include
form-digest-line_1 = What changed, in your words
form-digest-line_2 = What changed, second line
form-digest-line_3 = What changed, third line
form-digest-small = Please write no names, and nothing that only one person could have said.
form-digest-saved = Saved. Preview for { $date }:
form-digest-now = Preview for { $date }:
form-digest-nothing = There's nothing to post yet. If you add nothing, nothing goes out.
form-digest-skipped = You skipped this one, so nothing goes out unless you choose to post it.
form-digest-counted_on = Whether there are numbers is known on { $date }.
form-digest-waits = If fewer than three people raised something, or the team is too small, it goes out only if you post it.
form-digest-none = No digest is planned for your team.

## M counted

form-counted-title = How this is counted
form-counted-window = The last four full weeks, in the team's time zone.
form-counted-raised = *Raised*: what people raised with their lead. What was taken back or went to someone else isn't counted.
form-counted-heard = *First reply in time*: within two working days; for "next time we talk", within four.
form-counted-back = *Follow-ups that happened*: the lead says that the planned talk took place, and the other person didn't say otherwise.
form-counted-median = *First follow-up*: working days until the first talk. If more than half still wait for one, the digest says so instead.
form-counted-open = *Still open*: everything that was open when this was counted, also from before these weeks. So the numbers needn't add up to what was raised.
form-counted-better = *Better*: the person who raised it says so. Answers kept private count neither as better nor as answered, so this share can look better than things are.
form-counted-closed = *Closed without a change*: the lead said no, with the reason.
form-counted-behind = *What three people or more named*: causes that at least three people chose in the form. If there is none, topics that at least three people raised. How somebody is led is never among them.
form-counted-people = Numbers are shown only where enough people are behind them. On a team of fewer than five, or when fewer than three people raised something, the digest says nothing about what was raised. On a team of five to seven, or when three or four people raised something, it uses words such as "most" instead of numbers.
form-counted-people-raised = Numbers are shown only where enough people are behind them. On a team of fewer than { $n }, or when fewer than three people raised something, the digest says nothing about what was raised. On a team of { $n } or more, but fewer than { $numbers }, or when three or four people raised something, it uses words such as "most" instead of numbers.
form-counted-people-many = Numbers are shown only where enough people are behind them. On a team of fewer than { $n }, or when fewer than three people raised something, the digest says nothing about what was raised. When three or four people raised something, it uses words such as "most" instead of numbers.
form-counted-delta = The numbers change only when at least three people are behind the change. Until then the last ones are shown again, with their day. When they change, a number is left out if only one or two people account for its change.
form-counted-small = If two people tell each other what they raised, they may be able to work out what others raised. A lead knows what was raised with them anyway. Leads' notes are in no number; no lead or team is compared with another.

## M pause, M data, M safe.help, small views

form-pause-title = Pause { -app }
form-pause-submit = Pause
form-pause-day = First day with messages again
form-pause-small = Until then I only answer what you do; replies to what you raised wait, and Home shows them. If you lead a team, whoever raises something with you sees that you're away. To have no messages at all, see My settings.
form-help-title = Get help
form-help-now = *In danger now? Call your local emergency number.* Please turn to a person: this is an app, and nobody is watching it.
form-help-contact = Harassment, discrimination or threats: { $contact }.
form-help-instead = There is no safety contact at the moment. About harassment, discrimination or threats, turn to an admin here, such as { $person }.
form-help-instead-nobody = There is no safety contact at the moment. About harassment, discrimination or threats, turn to someone you trust at work, or to your local authorities.
form-help-asks = { $person } learns your name and that you'd like to talk today. Nobody else is told.
form-help-asked = I've asked { $person } to get in touch with you today. If it can't wait, message or call { $person }. In danger, call your local emergency number.
form-refused-title = Not possible

## Settings of the workspace

form-workspace-title = Workspace settings
form-workspace-submit = Save
setting-workspace-notes = Notes after a talk
setting-workspace-notes-hint = Notes written before you change this stay until they are due to be deleted.
setting-notes-on = By anyone, about people they say they lead
setting-notes-with_team = Only by leads, about people on their team
setting-notes-off = Off
setting-workspace-emoji = Emoji for "worth following up"
setting-workspace-emoji-hint = If somebody adds it to a colleague's message, I ask the author privately whether a lead should follow up. Such as :ear:, one or several. Empty: none.
setting-workspace-reminders = Reminders per follow-up
setting-reminders-3 = Up to three
setting-reminders-2 = Up to two
setting-workspace-detail = What messages in Slack show of what is raised
setting-workspace-detail-hint = Each person can choose less for the messages they get, not more. What somebody wrote is in no message to their lead; it opens with "Read it".
setting-workspace-gaps = Working days between follow-ups
setting-workspace-gaps-hint = Three lines, one for each answer to "How soon would you like to hear back?". "2, 5, 10" means: I ask the lead after 2 working days; after a first talk, 5 working days later; after each further talk, 10 working days later.
setting-workspace-eligible = Smallest team whose digest says anything about what was raised
setting-workspace-words_kept = Days until the words of something closed are deleted
setting-workspace-open_kept = Days without news before people are warned that something open will be deleted
setting-workspace-open_kept-hint = It is deleted two weeks after the warning.
setting-workspace-notes_kept = Days until a note that isn't shared is deleted
setting-workspace-notes_kept-hint = Counted from the day it was written. After a follow-up it stays at least 14 days more.
setting-workspace-records_kept = Months until the record of something closed is deleted (people, dates, topic, how it ended)
setting-workspace-removed_kept = Days until everything is deleted after the app is removed
setting-workspace-form_length = Longest text allowed, in characters
setting-held = { $label }: { $value }
setting-held-question = { $label } { $value }
setting-from-to = { $least } to { $most }.

## M sort

form-sort-title = Sort them
form-sort-submit = Save
form-sort-small = Anyone you had told a day gets a message with the new day. After "Talked" I ask the person whether anything has changed.
form-sort-nothing = Nothing is open with you.
form-sort-leave = Leave it
form-sort-tomorrow = Tomorrow
form-sort-next_week = Next week
form-sort-better = Talked: better
form-sort-same = Talked: about the same
form-sort-worse = Talked: worse
form-sort-done = Saved.
form-sort-moved_on = { $n ->
    [one] Saved. One thing had changed in the meantime; I left it as it is.
   *[other] Saved. { $n } things had changed in the meantime; I left them as they are.
}

## M settings

form-settings-title = My settings
form-settings-submit = Save
setting-person-message_days = Reminders: how often?
setting-person-message_days-hint = What someone has just raised still comes at your usual time.
setting-message_days-3 = Up to three days a week
setting-message_days-2 = Up to two days a week
setting-message_days-1 = Once a week, on your first working day
setting-person-items = Items per message
setting-items-5 = Up to five
setting-items-4 = Up to four
setting-items-3 = Up to three
setting-person-talk_hours = Quiet hours
setting-person-talk_hours-hint = For example Mon 13:00-14:30, one per line. What falls into them comes right after.
form-settings-leads = People you said you lead, for your notes
setting-person-work_begins = Workday starts
setting-person-work_ends = Workday ends
setting-person-days = Workdays
setting-person-region = Public holidays
setting-person-region-none = Those of my team
setting-person-paused_until = Pause until
setting-person-language = Language
setting-language-slack = As in Slack
setting-person-detail = What messages to me show
setting-detail-name_and_topic = Name and topic
setting-detail-topic = Topic only
setting-detail-nothing = Neither
setting-person-wishes = Messages and notifications
setting-person-full_text = Whole message in notifications (for screen readers and watches)
setting-person-offers = Ask me when a colleague suggests following up on my message
setting-person-coaching = Tips for talks
setting-person-only_slips = When I've named no day, ask me two working days later than usual
setting-person-silent = Never write to me first (replies are then only in Home)

## M guide

form-guide-title = How to follow up well
form-guide-first = Following up means: see how it looks to the other person, and answer in a way that helps both the work and the trust. It doesn't mean being soft, lowering the bar or avoiding the hard talk.
form-guide-listen = *Listen.* Close everything else. Ask about one real day, not for a summary.
form-guide-seriously = *Take it seriously.* "I can see why that wore you down" isn't agreeing, and it helps the other person go on.
form-guide-back = *Play it back.* "What I'm hearing is …; what did I miss?"
form-guide-seat = *See it from their seat.* What pressure, what knowledge, what risk? Guess, then ask which guess is wrong. An objection often holds something useful.
form-guide-easier = *Make something easier.* Remove an obstacle, set the order, drop a meeting, talk to the other team, cut scope. Ask: "What do you need from me?"
form-guide-come = *Follow up.* "How is that situation now?" Also when nothing has changed; then say why.

## Who sees what?

form-sees-title = Who sees what?
form-sees-raised = *What you raise:* you and the lead you chose read your words; { -app } shows them to no other lead, admin or director. Some time after it is closed your words are deleted, and later also the record of who, when, the topic and how it ended.
form-sees-duty = *What your lead has to pass on:* if somebody's life or safety is in danger, your lead has promised to call the emergency number. Harassment, discrimination or threats your lead has promised to pass on the same day, to the safety contact. Either way your lead tells you. { -app } itself passes nothing on.
form-sees-messages = *Messages in Slack* show your lead your name and the topic, unless your lead or an admin chose less. They also show what would help, your answers and what got better. Messages to you show the next step your lead chose. No message has your words, except the answer that you alone see right after typing, and a file if you ask for one. If your company exports direct messages, it can read what these messages show.
form-sees-lead = *Your lead:* when I ask you later whether anything has changed, you can keep your answer to yourself; your lead never sees it then. You aren't told when your lead opens your words; you hear of it when your lead replies.
form-sees-team = *The digest* can be read by everyone in the team's channel. It shows numbers only where enough people are behind them; how many, it says under "How this is counted". It also shows, without names, the steps and lines your lead chose. With guests or another organisation in the channel, only the people on the team see it, in Home.
form-sees-notes = *Notes about you:* your lead, or somebody who says they lead you, may keep them; the first time, you are told. You can read them with `/concern data`, and have them removed.
form-sees-operator = *Whoever operates the server*, and has both the database and the key that unlocks it, could read what you wrote. If they use { -app }'s own command for that, it is logged, and you see when. If they read words in another way, { -app } doesn't notice. Who they are, your company decides; an admin here can find out.
form-sees-back = *Take it back* any time: your words are deleted at once. Backups keep a copy that can be read only with the key, until whoever operates the server deletes them. { -app }'s instructions ask for that within 30 days; I can't check it.
