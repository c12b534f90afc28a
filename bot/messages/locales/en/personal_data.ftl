# Everything by or about a person: the view behind /concern data, the file, and erasing it.

data-title = My data
data-intro = What I keep that you wrote, and notes and records about you. What others raised isn't here, even where it mentions you. If you lead people: of what they raised with you, only your replies are here, and the rest is in `/concern list`.
data-moment = { $date }, { $time }
data-operator = whoever operates { -app }

data-section-raised = You raised
data-section-about = Notes about you
data-section-owned = Raised with you
data-section-notes = Your notes
data-section-offers = Suggestions to follow up on a message
data-section-lines = Your choices for digests
data-section-teams = Your teams
data-section-leads = Who leads whom, as people said
data-section-messages = What I sent
data-section-settings = Your settings
data-section-account = Your account, as Slack shows it

data-raised = Raised with { $leader } on { $date }
data-about = Note by { $leader } about you, { $date }; { -app } shows it to you and { $leader } only
data-about-shared = Note by { $leader } about you, { $date }, shared with you
data-owned = Raised with you by { $raiser } on { $date }
data-own-note = Your note about { $raiser }, { $date }
data-state = Where it stands: { $state }
data-help = What would help: { $help }
data-how-soon = How soon: { $when }
data-step = Next step: { $step }, by { $date }
data-changed = What helped: { $changes }
data-not-yet = You put this off, and wrote for yourself:
data-happened = { $moment } · { $act }
data-happened-by = { $moment } · { $person } · { $act }
data-opened = { $moment } · { $person } · Opened the words
data-text-said = Written by { $person } on { $date }:
data-text-added = Added by { $person } on { $date }:
data-text-say_back = Reply from { $person }, { $date }:
data-text-not_quite = Correction by { $person }, { $date }:
data-text-step = Next step from { $person }, { $date }:
data-text-closing = Reason from { $person }, { $date }:

data-offer = On { $date } { $person } suggested following up on a message of yours.
data-offer-made = On { $date } you suggested following up on a message by { $person }.
data-offers-answers = What came of a suggestion isn't listed: that belongs to the author of the message. Your own suggestions are listed for one day.
data-lines-post = Digest of #{ $team }, { $date }: posted as planned
data-lines-chosen = Digest of #{ $team }, { $date }: you chose what the team reads
data-lines-skip = Digest of #{ $team }, { $date }: skipped
data-line = You wrote:
data-team = #{ $team }
data-team-private = A private channel
data-team-on-list = You are on this team.
data-team-proposed = Somebody put you on this team's list; it starts once an admin approves.
data-team-leads-invited = You are invited to lead it.
data-team-leads-declined = You said "not now" to leading it.
data-team-leads-accepted = You lead it.
data-team-leads-accepted-since = You have led it since { $date }.
data-team-leads-gone = You no longer lead it.
data-team-leads-gone-since = You led it from { $date }, and no longer do.
data-team-leads-invited-since = You are invited to lead it again; you led it from { $date }.
data-team-leads-declined-since = You said "not now" to leading it again; you led it from { $date }.
data-team-set-up = You set it up.
data-team-asked = You asked an admin to approve it.
data-team-approves = You are the admin who was asked to approve it.
data-led-by = { $person } says they lead you, and may keep notes about you.
data-led-by-denied = { $person } said they lead you; you said otherwise.
data-leads = You said that you lead { $person }.
data-leads-denied = You said that you lead { $person }; { $person } said otherwise.
data-message = { $moment } · to you · { $kind }
data-message-other = { $moment } · to someone else, with your name in it · { $kind }
data-message-asked = { $moment } · to someone else, because you asked · { $kind }
data-message-safe = { $moment } · to the safety contact, because you asked · { $kind }
data-setting = { $setting } · { $value }
data-setting-none = nothing chosen
data-setting-yes = yes
data-setting-no = no
data-account-name = Name: { $name }, { $full_name }
data-account-zone = Time zone: { $zone } · Language: { $language }
data-account-status = Status: { $status }
data-account-guest = You are a guest here.
data-account-admin = You are an admin here.
data-account-read = Last read from Slack: { $moment }
data-account-touched = Last press or answer as a lead: { $moment }
data-account-backing-off = Reminders come once a week, because three messages in a row seem to have come at bad times.

## What happened to a concern or a note

data-act-raise = Raised
data-act-note_shared = Noted and shared
data-act-note = Noted
data-act-offer = Suggested
data-act-hear = Read, and said so
data-act-say_yes = Agreed with the reply
data-act-not_quite = Corrected the reply
data-act-say_back = Replied again
data-act-step = Chose a next step
data-act-talked_better = Said: talked, and it's better
data-act-talked_same = Said: talked, and it's about the same
data-act-talked_worse = Said: talked, and it's worse
data-act-better = Answered: it's better
data-act-little = Answered: a little better
data-act-same = Answered: no change
data-act-worse = Answered: it's worse
data-act-not_talked = Answered: we haven't talked
data-act-close = Closed without a change
data-act-reopen = Asked to talk about the answer
data-act-send_on = Sent to someone else
data-act-ask_hand = Asked to hand it over
data-act-hand_yes = Agreed to hand it over
data-act-hand_no = Kept it where it is
data-act-hand_lapse = Nobody answered about handing it over
data-act-withdraw = Taken back
data-act-leave = Ended, no follow-up needed
data-act-expire = Closed without an answer
data-act-fall_quiet = No more reminders
data-act-stale_review = Open for three months
data-act-leader_gone = The lead no longer leads this team
data-act-raiser_gone = The account was closed
data-act-leader_back = The lead is back
data-act-raiser_back = The account is open again
data-act-erase = Deleted
data-act-yes = Agreed to raise it
data-act-no = Declined
data-act-offer_lapse = Not answered
data-act-unmark = Emoji taken off
data-act-share = Shared
data-act-remove = Removed because you asked
data-act-not_led = Said that the writer isn't their lead
data-act-later = Moved to another day
data-act-not_reached = Didn't get to it
data-act-change = Words changed or added
data-act-take_back = Taken back
data-act-keep_private = Answered, for yourself only
data-act-rest = Preferred not to say
data-act-stop_checks = Asked for no more questions
data-act-fine = Left it closed
data-act-still_better = Answered: still better
data-act-come_back = Reopened
data-act-again = Asked for one more reminder
data-act-give_time = Gave it time

## The file

data-page-title = By or about you in { -app }
data-page-made = { $name } · made on { $date }, { $time } · days and hours are those of { $zone }
data-page-contents = Contents
data-page-link = The message it is about
button-send_file = Send me a file
data-file-title = Your file
data-file-stays = A file stays in Slack as long as your workspace keeps files, and whoever can export messages or files there could open it.
data-file-coming = I'm making your file and will send it to you here in Slack.
notice-data_file = Your file is here.
data-file = Here is what I keep that you wrote, and the notes and records about you, as of { $date }, { $time }: a page to read, and the same content for programs (JSON). What others raised isn't in it, even where it mentions you. Whoever can export messages or files here could open both.
data-file-page = By or about you, to read
data-file-json = By or about you, for machines
err-no_files = Nothing was sent: I have no permission to send files here (files:write). An admin can give it by installing me again. You can still read everything with `/concern data`.
kind-data_file = A file with everything by or about a person

## Erasing it

button-erase_mine = Erase what's mine
erase-title = Erase what's mine
erase-submit = Erase it now
erase-close = Keep it
erase-goes = If you press "Erase it now", this is deleted:
erase-goes-raised = { $n ->
    [one] what you raised ({ $n } thing), with every reply to it and what you answered
   *[other] what you raised ({ $n } things), with every reply to it and what you answered
}
erase-goes-about = { $n ->
    [one] the note about you ({ $n }); whoever wrote it learns that you had it removed
   *[other] the notes about you ({ $n }); whoever wrote them learns that you had them removed
}
erase-goes-notes = { $n ->
    [one] your own note about somebody else ({ $n }); where you shared it, that person sees that it was taken back
   *[other] your own notes about others ({ $n }); where you shared one, that person sees that it was taken back
}
erase-goes-digests = { $n ->
    [one] what you wrote for { $n } digest
   *[other] what you wrote for { $n } digests
}
erase-nothing = There is nothing of yours that I could delete.
erase-stays = This stays:
erase-stays-replies = what you replied and promised to others as their lead: it's theirs to read
erase-stays-taken_back = for 30 days, where your lead knew of it, the bare fact that you took something back: no words, no topic. Your lead is told that, and nothing else
erase-stays-places = your name and time zone from Slack, your settings, your places on teams, and which messages I sent you, without your words. They stay while the app is installed here, or less, and go some days after it is removed
erase-stays-posted = digests that are posted already
erase-stays-slack = files that I sent you here in Slack
erase-stays-backups = backups: they keep a copy that can be read only with the key, until whoever operates the server deletes them. { -app }'s instructions ask for that within 30 days; I can't check it
erase-final = It can't be undone. What somebody has read already stays read.
erase-done = Done. What was listed to be deleted is deleted.
erase-going = Your words are deleted. It was a lot: the rest of it, such as topics and dates, goes in the next few minutes.
