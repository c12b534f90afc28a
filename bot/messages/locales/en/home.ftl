# The app's Home.

home-raiser = What you said
home-raiser-empty = Nothing here. It doesn't have to be big, and you don't need a solution.
home-leader = To come back to
home-group-new = New
home-group-due = Due
home-group-later = Later
home-group-waiting = Waiting for them
home-group-quiet = Quiet (I've stopped asking you)
home-group-finished = Closed in the last 30 days
home-leader-first = Nothing yet. `/concern @name what you heard, thursday` and I'll ask you on Thursday.
home-leader-empty = Nothing is waiting.
home-leader-line = *{ $person }* · _{ $topic }_ · { $state }
home-leader-line-when = *{ $person }* · _{ $topic }_ · { $state } · { $date }
home-raiser-line = _{ $topic }_ · { $date } · { $state }
home-coaching = For your next talk: { $line }
home-help = Type `/concern` and a sentence anywhere in Slack, or use the buttons here.
home-page = { $page } of { $pages }
home-paused = I won't write to you before { $date }.
home-undelivered = What couldn't be delivered
home-undelivered-account = I can't write to somebody: their account is closed or blocks apps. Please talk to them yourself.
home-undelivered-channel = A team's channel is archived, deleted or closed to me, so its note is paused. Invite me again: /invite @Heard
home-undelivered-permission = A permission of mine is missing. Please ask whoever installed me to install me again.
home-undelivered-other = Slack didn't let me deliver a message ({ $code }). I'll keep trying.
home-admin = For admins
home-admin-contact = In danger, harassment or threats people turn to { $contact }.
home-admin-no_contact = One thing is missing before people can tell their leader anything: whom to turn to in danger, harassment or threats. A name or a line of text is enough.
