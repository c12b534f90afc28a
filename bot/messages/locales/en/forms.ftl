# Modals: titles, fields, small lines. Controls, lists and states are in common.ftl.

## Small parts that several views share

form-link = <{ $link }|The message it is about>
form-written = { $person }, { $date }:
form-added = Added on { $date }:
form-corrected = { $person } adds, { $date }:
form-no-words = No words here, only the message.
form-no-words-left = The words are erased.
form-page-back = Earlier page
form-page-on = Next page
form-loading = One moment …
form-name-choose = Choose
form-back = Back

## M raise

form-raise-title = Tell your leader
form-raise-submit = Send it
form-raise-signal = What is it?
form-raise-words = Your words
form-raise-words-hint = No solution needed. No health details. Describe the situation, not a person.
form-raise-help = What kind of help?
form-raise-how_soon = When would a check-in help?
form-raise-pressures = What is behind it? Up to three
form-raise-one = One person comes back to it. Who?
form-raise-leader = Who should come back to it?
form-raise-leaders-own = Your leaders
form-raise-leaders-others = Others who come back to things
form-raise-led = If it is about { $leader }: { $contact }.
form-raise-reads = { $leader } reads your words inside { -app }; nobody else does.
form-raise-reads-chosen = Whom you choose reads your words inside { -app }; nobody else does.
form-raise-away = { $leader } is away until { $date } and gets it that morning.

## M change

form-change-title = Change
form-change-submit = Save

## M note

form-note-title = A note for yourself
form-note-submit = Keep it and ask me
form-note-person = Whom did you talk with?
form-note-person-known = You talked with *{ $person }*.
form-note-words = What did you hear?
form-note-words-hint = Write it so that { $person } could read it: /concern data shows it to them.
form-note-words-hint-anyone = Write it so that they could read it: /concern data shows it to them.
form-note-date = When shall I ask you?
form-note-in-a-week = In a week, { $date }
form-note-day = Or on this day
form-note-meeting = Where?
form-note-meeting-tick = We'll talk in our 1:1
form-note-share = Who may read it?
form-note-share-tick = Share it with { $person } now
form-note-share-tick-anyone = Share it with them now
form-note-small = You lead { $person }. I won't send this to { $person }, but { $person } can read it any time with /concern data. Deleted after { $days } days, or 14 days after your last follow-up if that's later.
form-note-small-anyone = You lead the person you name. I won't send this to them, but they can read it any time with /concern data. Deleted after { $days } days, or 14 days after your last follow-up if that's later.

## M which

form-which-title = Who is this for?
form-which-own = I take what is your own.
form-which-empty = What would you like to do?
form-which-mine = Mine: for my leader

## M not_quite, M changed

form-not_quite-title = Not quite
form-not_quite-submit = Send
form-not_quite-words = What did { $leader } miss?
form-changed-title = What changed?
form-changed-submit = Send
form-changed-changes = Tick any
form-changed-small = Your answer is already kept. This part is up to you.

## M lead.read

form-read-title = A concern for you
form-read-title-note = Your note
form-read-submit = I've heard you
form-read-submit-say_back = Say it back
form-read-close = Later
form-read-small = Shown only here. { $raiser } learns that you've read it when you say so.
form-read-say_back = Say back what you heard
form-read-say_back-placeholder = What I'm hearing is …
form-read-say_back-hint = { $raiser } reads it and can correct it. A good last line: What did I miss?
form-read-day = When will you come back to it?
form-read-meeting = How?
form-read-help-listen = Listening is what's wanted.
form-read-help-think = Thinking it through together would help.
form-read-help-act = Help with changing something would be welcome.
form-read-help-unsure = What would help isn't clear yet.
form-read-behind = Behind it: { $list }.
form-read-said-back = You said back, { $date }:
form-read-step = Your step: { $step }, by { $date }.
form-read-come-back = You told { $person } you'd follow up on { $date }.
form-read-ask = I'll ask you on { $date }.
form-read-quiet = I've stopped asking you about this.
form-read-closed-before = You had closed it before. In your words:
form-read-closing = You closed it: { $reason }. In your words:
form-read-shared = { $person } can read this note.
form-read-private = Only you see this note. /concern data shows it to { $person }.
form-share-confirm = { $person } can read it, correct it and have it removed.
form-take_back-confirm = The note is gone at once.

## M talked, M step, M later

form-talked-title = You've talked
form-talked-submit = Save
form-talked-answer = What did { $person } say?
form-talked-talked_better = Better
form-talked-talked_same = About the same
form-talked-talked_worse = Worse
form-talked-not_reached = We didn't get to it
form-talked-step = What will you do next?
form-talked-step-none = Nothing more for now
form-step-title = Your next step
form-step-submit = Save step
form-step-step = What?
form-step-detail = What exactly?
form-step-day = By when?
form-step-ticks = Who may read this step?
form-step-shown = Show this step to { $person }
form-step-team = The team, in the digest of { $channel }
form-step-team-small = No names, nothing only one person could have said.
form-step-small-private = Only you see this step.
form-step-example-remove = Get the staging access by Wednesday
form-step-example-priorities = One ordered list, agreed with product
form-step-example-meetings = Out of the weekly sync until March
form-step-example-cross_team = I speak with their lead
form-step-example-scope = Drop the export from this release
form-later-title = Ask me again
form-later-submit = Ask me then
form-later-date = When?
form-later-tomorrow = Tomorrow, { $date }
form-later-next-week = Next week, { $date }
form-later-told = You told { $person } { $date }; { $person } will be told the new day.
form-later-day = On this day

## M guess

form-guess-title = Guess, then ask
form-guess-submit = I'll ask
form-guess-which = Which of these do you know least about?
form-guess-presses = What presses on { $person }
form-guess-presses-ask = "What's pressing on you most right now?"
form-guess-knows = What { $person } knows, or was never told
form-guess-knows-ask = "What do you know here that I don't? What has nobody told you?"
form-guess-juggles = What { $person } is juggling
form-guess-juggles-ask = "What are you juggling or protecting?"
form-guess-danger = Which danger { $person } sees
form-guess-danger-ask = "Which danger do you see that I'm missing?"

## M close, safe.leader, M card

form-close-title = Close without change
form-close-submit = Send and close
form-close-reason = Why?
form-close-words = In your own words, to { $raiser }
form-close-words-hint = Say what you looked at, what decided it, and what stays open. It's fine that it's a no.
form-close-small = { $raiser } reads this and can answer.
form-bigger-title = Bigger than me
form-bigger-danger = If there is danger: stay with the person, call your local emergency number. Don't promise to keep it secret.
form-bigger-pass = Harassment, discrimination, threats: you must pass it to { $contact } today, in person or by phone. Tell { $person } that you are doing so and why. Then come back to them.
form-bigger-pass-no_contact = Harassment, discrimination, threats: you must pass it on today, in person or by phone, to whoever is in charge of that here. Tell { $person } that you are doing so and why. Then come back to them.
form-card-title = All you can do

## M send_on, M hand, M obstacle, It came back

form-send_on-title = Someone else
form-send_on-submit = Send it there
form-send_on-small = { $leader } isn't told where it went.
form-hand-title = Hand it over
form-hand-submit = Ask first
form-hand-to = To whom?
form-hand-small = { $raiser } decides; nothing moves without a yes. It pauses 5 working days; no answer is a no.
form-obstacle-title = Pass the ask
form-obstacle-submit = Send it
form-obstacle-need = What would you need?
form-obstacle-person = Who could give it?
form-obstacle-words = The ask, without naming anyone from your team
form-obstacle-small = It goes to them as something _you_ said; I'll ask them how it stands, and tell you. No link to { $raiser } is kept.
form-obstacle-not_accepted = { $person } hasn't switched this on, so nothing was sent. Here is your ask, to copy.
form-obstacle-ask = { $need }. { $ask }
form-came_back-title = It came back
form-came_back-submit = Tell them
form-came_back-small = Your words of then are erased already. One new line is enough; { $leader } reads it.

## M mine.item

form-own-title = What you said
form-own-title-note = { $leader }'s note
form-own-title-note-short = A note about your talk
form-own-written = You wrote on { $date }:
form-own-note-written = { $leader } wrote after your talk, { $date }:
form-own-note-small = { $leader } keeps this to come back to it. You can correct it or have it removed.
form-own-said-back = { $leader } wrote back, { $date }:
form-own-not-quite = You added on { $date }:
form-own-thats-it = You said: that's it.
form-own-step = { $leader } chose a step: *{ $step }*, by { $date }.
form-own-closing = { $leader }'s answer, { $date }:
form-own-state = Where it stands: *{ $state }*
form-own-opened = Opened by { $person }, { $date }
form-own-remove-confirm = The note is gone at once. { $leader } learns that it was removed.
form-next-promise = You'll hear from me by { $date } either way.
form-next-waiting = { $leader } hasn't answered yet.
form-next-not-back = { $leader } hasn't come back to it yet.
form-next-come-back = { $leader } will come back to you on { $date }.
form-next-step = { $step }, by { $date }.
form-next-ask = I'll ask { $leader } on { $date }.
form-next-check = I'll ask you on { $date }.
form-next-deleted = Your words are deleted on { $date }.
form-next-nobody = Nobody has it now.
form-next-offered = It is yours to decide.
form-next-away = { $leader } is away until { $date }.
form-next-line = Next: { $next }

## M mine, M list, M meet

form-mine-title = What you said
form-list-title = To come back to
form-meet-title = Before you meet
form-meet-since = { $topic }, since { $date }
form-meet-since-plain = Open since { $date }
form-meet-said = You said: { $step }, by { $date }.
form-meet-open-with = You could open with: How is that situation now?
form-meet-nothing = Nothing is open with { $person }.

## M team, M how, M promise

form-team-title = Set up this team
form-place = Which channel is the team's?
form-place-hint = First type /invite @{ -app } in that channel.
form-place-next = Next you say who leads and who is on the team. It starts once an admin has approved it and the lead has accepted; then the channel learns of it.
form-team-submit = Next
form-team-leaders = Who leads?
form-team-members = Who is on the team?
form-team-contact-person = In danger, harassment or threats people turn to: a person
form-team-contact-line = Or a line of text
form-team-contact-line-hint = A phone number, an office, a page. One of the two is enough.
form-team-contact-set = In danger, harassment or threats people turn to { $contact }.
setting-team-digest_day = Friday's note: which day?
setting-digest_day-off = No note
setting-team-digest_at = At what time?
setting-team-wishes = And the note
setting-team-digest_every = Comes every four weeks only
setting-team-chart = Shows numbers with a chart of what is still open
setting-team-figures = Figures in the channel
setting-figures-after_four_weeks = After four weeks
setting-figures-from_start = From the start
setting-figures-never = Never
setting-team-zone = Time zone
setting-team-region = Public holidays of
setting-team-region-hint = A country such as DE or US, or a part of one such as DE-BE. Empty: weekends only.
setting-team-emoji = Emoji that mark a message
setting-team-emoji-hint = Such as :ear:, one or several. Empty: what the workspace uses.
form-how-title = How it works
form-how-submit = Go on
form-how-loop = Someone tells you something; you read it, say so, and I ask you on the day you named. At most one message a day.
form-how-not = It isn't a survey, a ranking or a report; nobody above you sees it.
form-how-begin = To begin, invite me to your team's channel and type `/concern team` there.
form-promise-title = What you promise
form-promise-submit = I promise and switch on
form-promise-answer = I answer within two working days, even if only to say I've read it.
form-promise-back = I come back to it, or say honestly why not.
form-promise-use = I use none of it in reviews; danger, harassment or threats go to { $contact } at once.
form-promise-use-no_contact = I use none of it in reviews; danger, harassment or threats go to whoever is in charge of that at once.
setting-person-hour = When should I write to you?
setting-hour-usual = Usual
setting-hour-other = Another time
form-on-title = You're on
form-on-text = People of { $channel } can tell you what is hard; I write to you at { $hour }.
form-contact-title = Whom to turn to
form-contact-submit = Save
form-contact-small = In danger, harassment or threats. A name or a line of text is enough; everybody here sees it.

## M friday

form-digest-title = Friday's note
form-digest-submit = Save for { $weekday }
form-digest-steps = The steps of the last four weeks
form-digest-line_1 = What changed, in your words
form-digest-line_2 = A second line
form-digest-line_3 = A third line
form-digest-small = No names, nothing only one person could have said.
form-digest-saved = Saved for { $date }. It reads like this:
form-digest-now = As it stands for { $date }:
form-digest-nothing = Nothing to read yet: no figures, no ticked step, no line. Then nothing is posted.
form-digest-skipped = Skipped this week; nothing is posted.
form-digest-counted_on = Figures are counted on { $date }.
form-digest-waits = Without figures it waits for you.
form-digest-none = No note is planned for your team now.

## M counted

form-counted-title = How this is counted
form-counted-window = The last four full weeks, in the team's time zone.
form-counted-raised = *Raised*: what people told their leader, without what was taken back and without what went to someone else.
form-counted-heard = *Heard in time*: answered within two working days; "next time we talk": four.
form-counted-back = *Come back to*: of what fell due, the part with a talk the leader reported and the person did not deny.
form-counted-median = *First follow-up*: open ones count as "not yet". If more than half are, it says so.
form-counted-better = *Better*: said by the people who raised it. Answers kept private are left out.
form-counted-behind = *Behind it*: named only where three different people said it.
form-counted-people = Thresholds count people, not things. Fewer than five people or three who raised something: no numbers. Words from there on; numbers from eight people and five who raised something.
form-counted-people-raised = Thresholds count people, not things. Fewer than { $n } people here or three who raised something: no numbers. Words from there on; numbers from { $numbers } people and five who raised something.
form-counted-delta = Figures move only when at least three people are behind a change. Else the last ones stay, as "unchanged since". A single figure with fewer people behind its own change is left out that week.
form-counted-small = Three people protect against one curious colleague, not against two who pool what they know. The leader knows what was raised with them anyway. Notes count nowhere, and no leader or team is compared.

## M pause, M data, M safe.help, small views

form-pause-title = Don't write to me
form-pause-submit = Pause
form-pause-day = Write to me again on
form-pause-small = Until then I send you nothing but answers to what you do yourself. Who tells you something reads that you are away.
form-help-title = Help that is not a bot
form-help-now = In danger now: your local emergency number.
form-help-contact = Harassment, discrimination, threats, something illegal: { $contact }.
form-help-asked = { $person } is asked to get in touch with you today.
form-help-small = I can't judge danger and nobody watches this form.
form-refused-title = Not possible

## Settings of the workspace

form-workspace-title = Settings here
form-workspace-submit = Save
setting-workspace-notes = Private notes after a talk
setting-notes-on = On
setting-notes-with_team = Only about people on a team the writer leads
setting-notes-off = Off
setting-workspace-emoji = Emoji that mark a message
setting-workspace-emoji-hint = Such as :ear:, one or several. Empty: none.
setting-workspace-reminders = Reminders of one step
setting-reminders-3 = Up to three
setting-reminders-2 = Up to two
setting-workspace-detail = What messages say of a concern, at most
setting-workspace-gaps = Working days from one follow-up to the next
setting-workspace-gaps-hint = Three lines: today or tomorrow, this week, next time we talk. The last number stays. 1 to 40.
setting-workspace-eligible = People a team needs before its note counts anything
setting-workspace-words_kept = Days until the words of something closed are deleted
setting-workspace-open_kept = Days until something open that nobody touches is deleted (two weeks later)
setting-workspace-notes_kept = Days until a private note is deleted
setting-workspace-records_kept = Months until dates, states and topics are deleted
setting-workspace-removed_kept = Days until everything is deleted after the app is removed
setting-workspace-form_length = Characters in a concern or a note, at most
setting-from-to = { $least } to { $most }.

## M sort

form-sort-title = Sort them
form-sort-submit = Save
form-sort-nothing = Nothing is waiting.
form-sort-leave = Leave it
form-sort-tomorrow = Tomorrow
form-sort-next_week = Next week
form-sort-better = Talked: better
form-sort-same = Talked: about the same
form-sort-worse = Talked: worse
form-sort-done = What you chose is kept.
form-sort-moved_on = What you chose is kept. { $n } of them had moved on meanwhile and stay as they are.

## M settings

form-settings-title = My settings
form-settings-submit = Save
setting-person-message_days = Reminders and follow-ups: how often?
setting-person-message_days-hint = What a person has just said still comes at your next hour.
setting-message_days-3 = Up to three days a week
setting-message_days-2 = Up to two days a week
setting-message_days-1 = Once a week, on your first working day
setting-person-items = How many things in one message?
setting-items-5 = Up to five
setting-items-4 = Up to four
setting-items-3 = Up to three
setting-person-talk_hours = Hours kept free for talks
setting-person-talk_hours-hint = One a line, such as: Mon 13:00–14:30. Nothing is sent then; it goes at their end.
form-settings-leads = I said I lead, for my notes
setting-person-work_begins = Work begins
setting-person-work_ends = Work ends
setting-person-days = Working days
setting-person-region = Public holidays of
setting-person-region-hint = A country such as DE or US, or a part of one such as DE-BE. Empty: your team's.
setting-person-paused_until = Don't write to me before
setting-person-language = Language
setting-language-slack = As in Slack
setting-person-detail = What messages say of a concern
setting-detail-name_and_topic = Name and topic
setting-detail-topic = Topic only
setting-detail-nothing = Neither
setting-person-wishes = And
setting-person-full_text = Read messages out in full (screen readers, watches)
setting-person-offers = Ask me when a colleague marks a message of mine
setting-person-coaching = Show me coaching lines
setting-person-only_slips = Ask me only on days I named, or if something slips
setting-person-silent = Don't write to me at all, except to answer what I do

## M guide

form-guide-title = How to follow up well
form-guide-first = See how it looks from their side, and answer so that both the work and the trust get better. It isn't being soft, lowering the bar or avoiding the hard talk.
form-guide-listen = *Listen.* Close everything else. Ask about one real day, not for a summary.
form-guide-seriously = *Take it seriously.* "I can see why that wore you down" agrees to nothing and opens a lot.
form-guide-back = *Play it back.* "What I'm hearing is …; what did I miss?" (Carl Rogers' habit.)
form-guide-seat = *See it from their seat.* What pressure, what knowledge, what risk? Guess, then ask which guess is wrong; an objection may be telling you something.
form-guide-easier = *Make something easier.* Remove an obstacle, set the order, drop a meeting, talk to the other team, cut scope. Ask: "What do you need from me?"
form-guide-come = *Follow up.* "How is that situation now?" Also when nothing has changed; then say why.

## Who sees what?

form-sees-title = Who sees what?
form-sees-line = • { $sight }: { $grant }
form-sees-nothing = • nothing
form-sees-operator = Whoever operates the server could read words only with both the database and its key.
form-sees-director = Directors see what their own leads raise with them, and their own team's note. Never who raised what elsewhere, who answered how fast, or any comparison of leads or teams.
form-sees-figures = Figures appear only above the thresholds of Friday's note.
form-viewer-raiser = Who raised it
form-viewer-person_shared = Whom a shared note is about
form-viewer-person_private = Whom a private note is about
form-viewer-owner = The leader it is with
form-viewer-former_leader = A former leader
form-viewer-other_leader = A leader who wasn't chosen
form-viewer-member = Somebody on the team
form-viewer-admin = An admin
form-sight-words = words
form-sight-topic = topic, help, how soon
form-sight-status = where it stands, dates
form-sight-who = who said it
form-sight-step = the leader's step
form-sight-private_answer = an answer kept private
form-sight-openings = who opened the words
form-sight-delete = deleting it
form-grant-yes = yes
form-grant-own = own
form-grant-shared = if it was shown
form-grant-export = all of it, at once, with /concern data
form-grant-others = anyone but the chosen leader
form-grant-notes = own notes only
form-grant-ticked = steps the leader ticked for the team

