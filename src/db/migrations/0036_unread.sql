-- Only what is open is unread for a member.
update conversation_member m set unread = false from conversation c
  where c.workspace_id = m.workspace_id and c.id = m.conversation_id and m.unread and c.shelf <> 'open';
update member_counter k set unread = (select count(*) from conversation_member m
  where m.workspace_id = k.workspace_id and m.inbox_id = k.inbox_id and m.member_id = k.member_id and m.unread);

-- What is spam keeps since when it has no answer, for the day on which it is none any more.
update conversation c set waiting_since = coalesce((select min(m.created_at) from message m
    where m.workspace_id = c.workspace_id and m.conversation_id = c.id and m.direction = 'in' and m.seq > c.outbound_seq),
    c.last_activity_at)
  where c.status = 'spam' and c.inbound_seq > c.outbound_seq;
