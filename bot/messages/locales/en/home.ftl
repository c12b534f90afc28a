# The app's Home.

# Always first: what the app is for.
home-what = { -app } reminds team leads to follow up on what people raise.

## For somebody who has raised, noted and leads nothing yet

home-new = How it works
home-new-raise = *1.* You raise something in a sentence; it goes only to the lead you choose.
home-new-reply = *2.* I ask your lead to tell you that it's been read, and on which day you'll hear more.
home-new-ask = *3.* On that day I ask your lead: How is that situation now? Only you can confirm that it's better.
home-new-alone = I don't know of a lead of yours who uses { -app }, so there's nobody to raise things with here yet. You can suggest it to your lead; you see what is sent before you send it.
home-first = First steps
# To somebody who is asked to lead, before they have answered.
home-asked = You're asked to follow up on what people in { $channel } raise. Nothing starts until you accept.

## The two lists

home-raiser = What you raised
home-raiser-empty = You've raised nothing. If you'd like to: it doesn't have to be big, and you don't need a solution.
home-news = News that no message has told you yet:
home-leader = What's open with you
home-group-new = New
home-group-due = For today
home-group-later = Later
home-group-waiting = Waiting for their answer
home-group-quiet = Open, without reminders
home-group-finished = Closed in the last 30 days
home-leader-first = After a talk with someone you lead, type `/concern @name what you heard, thursday`; on Thursday I'll ask how it is now. The first time, the person is told that you keep notes.
home-leader-on = When someone raises something with you, I write to you at your usual time on a working day, and ask again on the day you name.
home-leader-empty = Nothing is open with you.
home-leader-line = { $what } · { $state }
home-leader-line-when = { $what } · { $state } · I'll ask you on { $date }
home-raiser-line = { $what } · { $state }
home-raiser-what = { $topic } · { $date }
home-raiser-aloud = { $date } · { $topic }
home-coaching = For your talk: { $line }
home-help = Type `/concern` and a sentence in any channel or conversation, but not in a thread; or use the buttons here.
home-note = Digest of { $date }. It's here and not in the channel, because guests or another organisation can read the channel.
home-page = Page { $page } of { $pages }
home-status-away = Your status says you're away. Should I wait?
home-paused = I won't write to you before { $date }.
home-undelivered = What couldn't be delivered
home-undelivered-account = I can't reach one person, whose account is closed or blocks apps. To keep it private I don't say who it is.
home-undelivered-channel = I can't post in { $channel } any more: it's archived, deleted or closed to me, so its digest is paused. To go on, somebody there types `/invite @{ -app }`.
home-undelivered-permission = I'm missing a permission. Please install me again: before you agree, Slack shows every permission I ask for.
home-undelivered-token = Slack no longer accepts me here. Please install me again: before you agree, Slack shows every permission I ask for.
home-undelivered-tab = Slack says my Messages tab is off, so I can't write to anyone. Whoever operates the server can turn it on in Slack's settings of the app, under App Home.
home-undelivered-drawn = A message broke on my side and didn't go out. What it was about stands in the Home of the person it was for; whoever operates the server finds the cause in the log.
home-undelivered-other = Slack refused a message. I'm still trying; there's nothing for you to do. (For whoever operates the server: { $code })
home-undelivered-ended = Slack refused a message, and I've stopped trying. What it was about stands in the Home of the person it was for; there's nothing for you to do. (For whoever operates the server: { $code })
home-failed = What I couldn't do on time
home-failed-kind = • { $kind }: { $n } not done yet
home-failed-where = I try each again every hour, and everything else goes on. Whoever operates the server finds the causes there, with the command `heard doctor`.
home-failed-digest = A team's weekly digest
home-failed-private_part = A lead's message before a weekly digest
home-failed-leader = A lead's message of the day
home-failed-nudge = A question to a lead about one thing
home-failed-timeout = Closing something that nobody answered
home-failed-stale_review = Looking at what has been open for three months
home-failed-retention = Deleting what has been kept long enough
home-failed-check_in = A question to someone who raised something
home-failed-clean_up = Clearing out technical records
home-doubt = I can't tell whether a message arrived: Slack's answer was lost. If you can see it, press "It arrived"; if it isn't there, "Send it again". If you can't look, leave it: I don't send it again by myself.
home-doubt-channel = { $kind }, in { $channel }, { $date } at { $time }
home-doubt-yours = A direct message from me to you, { $date }.
home-doubt-person = A direct message to somebody else, { $date }. You can't see it, so leave it as it is unless that person tells you whether it arrived: I don't send it again by myself. If I'm installed again with the permission `im:history`, I can look myself; you needn't do that. With it I read only the conversations that people have with me, never those between people.
home-declined = { $channel } hasn't started: { $leader } chose "not now". Nobody can raise anything there yet.
home-admin = For admins
home-admin-contact = Safety contact: { $contact }.
home-admin-no_contact = No safety contact yet: nobody can raise anything. A person or a line of text is enough.
