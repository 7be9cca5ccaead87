-- What programs ask for that follow changes: the conversations that were changed last.
create index conversation_updated on conversation (workspace_id, inbox_id, shelf, updated_at desc, id desc);
