-- Members are told of their chats, too, which stand beside all conversations.
alter table notification add column chat_id uuid;
alter table notification add foreign key (workspace_id, chat_id) references chat (workspace_id, id) on delete cascade;
create index notification_by_chat on notification (workspace_id, chat_id, member_id) where chat_id is not null;
