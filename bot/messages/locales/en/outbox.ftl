# What an onlooker of the demo calls each kind of message that the bot starts.

kind-day = A lead's message of the day
kind-today = A lead's extra message: it can't wait
kind-weekly_list = A lead's weekly list
kind-notice = News about what somebody raised
kind-check_in = A question to whoever raised it
kind-offer = A question to an author, after a colleague's emoji
kind-invite = A lead is invited
kind-suggest = A suggestion to use { -app }
kind-digest = A team's weekly digest
kind-on_channel = A team's channel learns that it's on
kind-on_admin = The first steps, for an admin
kind-struck_off = A lead was taken off a team
kind-back = A notice that { -app } may write again
kind-message_gone = A message that somebody reacted to was deleted
kind-unheard = A notice that nothing from Slack reaches { -app }
kind-safe_ask = A request to get in touch
kind-data_soon = Something open is about to be deleted
kind-restore_ask = A question after a restore
