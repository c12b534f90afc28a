# What an onlooker of the demo calls each kind of message that the bot starts.

kind-day = A leader's message of the day
kind-today = A leader's extra message: it cannot wait
kind-weekly_list = A leader's weekly list
kind-notice = News about a concern
kind-check_in = A question to the one who raised it
kind-offer = An offer after an emoji
kind-invite = An invitation to lead a team here
kind-suggest = A colleague suggests it
kind-digest = A team's weekly note
kind-on_channel = The team's door is open
kind-on_admin = What an admin should know
kind-struck_off = That somebody leads a team no more
kind-back = The bot may write again
kind-message_gone = A marked message was deleted
kind-unheard = Slack cannot be heard
kind-safe_ask = A question about safety
kind-data_soon = Something open is about to be deleted
kind-restore_ask = A question after a restore
