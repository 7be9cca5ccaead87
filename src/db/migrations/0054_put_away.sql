-- When a conversation that a member had still to read left the place where people look, by somebody's act: taken back
-- in time, it is unread for them again.
alter table conversation_member add column put_away_at timestamp(3) with time zone;
