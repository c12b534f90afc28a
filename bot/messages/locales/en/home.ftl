# The app's Home.

# Always first: what the app is for.
home-what = { -app } reminds team leads to follow up on what people raise.

## For somebody who has raised, noted and leads nothing yet

home-new = How it works
home-new-raise = *1.* You raise something in a sentence; it goes only to the lead you choose.
home-new-reply = *2.* Your lead says that it's been read, and when to expect an answer.
home-new-ask = *3.* On that day I ask your lead: How is that situation now? Only you can confirm that it's better.
home-new-alone = Nobody leads you here yet, so there's nobody to raise things with. You can suggest { -app } to your lead: only one sentence is sent, and nothing of what you would raise.
home-first = First steps
# To somebody who is asked to lead, before they have answered.
home-asked = People in { $channel } would like to be able to raise things with you. Nothing is on until you accept.

## The two lists

home-raiser = What you said
home-raiser-empty = Nothing raised yet. It doesn't have to be big, and you don't need a solution.
home-news = News that came too late for a message:
home-leader = To come back to
home-group-new = New
home-group-due = Due
home-group-later = Later
home-group-waiting = Waiting for them
home-group-quiet = Quiet (I've stopped asking you)
home-group-finished = Closed in the last 30 days
home-leader-first = After a talk, type `/concern @name what you heard, thursday`; on Thursday I'll ask how it is now. The first time, the person is told that you keep notes.
home-leader-on = When someone raises something with you, I write to you at your hour on a working day, and ask again on the day you name.
home-leader-empty = Nothing is open with you.
home-leader-line = { $what } · { $state }
home-leader-line-when = { $what } · { $state } · { $date }
home-raiser-line = { $what } · { $state }
home-raiser-what = { $topic } · { $date }
home-coaching = For your next talk: { $line }
home-help = Type `/concern` and a sentence anywhere in Slack, or use the buttons here.
home-note = { $date }. It is here and not in the channel, because guests or another organisation can read along there.
home-page = { $page } of { $pages }
home-status-away = Your status says you're away. Should I wait?
home-paused = I won't write to you before { $date }.
home-undelivered = What couldn't be delivered
home-undelivered-account = I can't write to somebody: their account is closed or blocks apps. Please talk to them yourself.
home-undelivered-channel = A team's channel is archived, deleted or closed to me, so its note is paused. Invite me again: /invite @Heard
home-undelivered-permission = A permission of mine is missing. Please ask whoever installed me to install me again.
home-undelivered-tab = Slack says my Messages tab is off, so I can't write to anybody. Whoever manages the app can turn it on under App Home.
home-undelivered-drawn = A message broke while I was making it, so it didn't go out. What it was about stands in Home; whoever runs me finds the place in my log.
home-undelivered-other = Slack didn't let me deliver a message ({ $code }). I'll keep trying.
home-undelivered-ended = Slack didn't let me deliver a message ({ $code }), and I've stopped trying. What it was about stands in Home.
home-failed = What I could not do when it was due
home-failed-kind = • { $kind }: { $n } ({ $code })
home-failed-where = I try each again every hour, and everything else goes on. Whoever runs me finds them by `heard doctor`.
home-failed-digest = A team's weekly note
home-failed-private_part = A leader's part before a weekly note
home-failed-leader = A leader's message of the day
home-failed-nudge = One thing in a leader's message
home-failed-timeout = An ending
home-failed-stale_review = A look at what has been open for long
home-failed-retention = Deleting what is kept long enough
home-failed-removal = Deleting everything of a workspace that removed the app
home-failed-check_in = A question to somebody who said something
home-failed-clean_up = Tidying up
home-doubt = Slack's answer to a message got lost, so I can't tell whether it arrived. I don't send it twice unasked: please look, and tell me.
home-doubt-channel = In { $channel }, { $date }
home-doubt-person = A direct message, { $date }. I may not look for it myself; once I'm installed again with that permission, I will.
home-declined = { $leader } said "not now" for { $channel }, so nobody can tell them anything there yet.
home-admin = For admins
home-admin-contact = In danger, harassment or threats people turn to { $contact }.
home-admin-no_contact = One thing is missing before people can tell their leader anything: whom to turn to in danger, harassment or threats. A name or a line of text is enough.
