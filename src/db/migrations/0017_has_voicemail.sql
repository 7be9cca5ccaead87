-- How many voicemails its callers have left that are still there: what it is found by, as by its tags.
alter table conversation add column voicemails int not null default 0;
update conversation c set voicemails = left_there.voicemails
from (
  select workspace_id, conversation_id, count(*)::int as voicemails from call
  where voicemail ->> 'state' = 'kept' group by workspace_id, conversation_id
) left_there
where left_there.workspace_id = c.workspace_id and left_there.conversation_id = c.id;
insert into conversation_label (workspace_id, conversation_id, label, inbox_id, shelf, last_activity_at)
  select workspace_id, id, 'voicemail', inbox_id, shelf, last_activity_at from conversation where voicemails > 0;
