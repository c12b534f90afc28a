# What the bot says when it says no. The names are those of bot.domain.refusals.

err-generic = That didn't work, and nothing was changed. Please try again in a minute.
err-not_saved = I couldn't save that.
err-maybe_saved = I can't tell yet whether that was saved. Please look in Home before you do it again.
err-not_sent = It's saved. Slack didn't let me deliver the message yet; I'll keep trying.
err-stale = This one has moved on. Here is where it stands now.
err-stale-form = This one has moved on while the form was open, so nothing was saved. Close the form to see where it stands.
err-not_yours = You can't open this.
err-no_leader = Nobody has told me that they lead you.
err-asked_already = Nobody was asked. I don't ask twice about one message; you can message { $person }.
err-leader_off = { $leader } hasn't switched this on, so nothing was saved.
err-with_another = Nothing was added. You have raised this message already, and it's with { $leader }. Choose { $leader } here, or send it to someone else from Home.
err-offers_used = Nobody was asked. I ask { $person } about three messages a day from you at the most; tomorrow works again.
err-with_them = It is with { $leader } already. Who else should come back to it?
err-no_contact = Nothing was sent. Before anyone can raise something, an admin has to name a safety contact.
err-contact_missing = Nothing was set up. Please name whom people can turn to in danger, harassment or threats: a person, or a line of text.
err-contact_is_leader = People may need someone other than { $leader }. Name another person, or a line of text.
err-self = That's you. Who should come back to it?
err-guest = This works among full members of this workspace only.
err-not_a_team = A team is a channel of this workspace. Type this in the team's channel.
err-invite_me = Invite me first: /invite @{ -app }, then try again.
err-not_member = { $names } can't be on a team: guests, bots and people from outside.
err-too_long = Please keep it under { $n } characters; the rest is better said in person.
err-empty = One sentence is enough, but I need one.
err-date_unread = I can't read "{ $part }" as a day. Try "tomorrow", "friday", "in 3 days" or "2026-12-04".
err-past_date = The earliest is tomorrow.
err-long_pause = A pause lasts a year at most. The latest is { $date }.
err-far_date = That's a long wait for this one. The latest is { $date }.
err-close_short = Please add a sentence in your own words. The reason alone can feel cold.
err-hours = Work ends after it begins.
err-never_open = That leaves no moment in which I could write to you.
err-hour_outside = Please choose an hour within your working hours.
err-region = I don't know the public holidays of "{ $part }". Try a country such as DE or US, or a part of one such as DE-BE.
err-zone = I know no time zone called "{ $part }". Try one such as Europe/Berlin or America/New_York.
err-gaps = I can't read "{ $part }". Try three lines such as "2, 5, 10", each number from 1 to 40.
err-talk_hours = I can't read "{ $part }". Try "Mon 13:00–14:30", one a line, ten at most.
err-no_dm = I can't write to { $person }. Their account is closed or blocks apps.
err-mention = I don't take concerns in channels, because others can read them. Type /concern instead, and consider deleting your message.
err-rate = A little fast for me. Please wait a few seconds.
err-suggested = You have suggested it to { $person } this month already.
err-suggestions_used = That's enough suggestions for one month.
err-shares_used = That's enough sharing for one day with people on none of your teams. The note can stay yours until tomorrow.
err-notes_off = Notes are switched off here.

# After a refused command, so that its text is not lost.
err-words_kept = Here they are, to copy: { $words }
