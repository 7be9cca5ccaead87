-- A contact that somebody has named, and that no conversation of an inbox is with any more: its members still find it.
create table kept_contact (
  workspace_id uuid not null,
  inbox_id uuid not null,
  contact_id uuid not null,
  primary key (workspace_id, inbox_id, contact_id),
  foreign key (workspace_id, inbox_id) references inbox (workspace_id, id) on delete cascade,
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade
);
create index kept_contact_by_contact on kept_contact (workspace_id, contact_id);

alter table kept_contact enable row level security;
alter table kept_contact force row level security;
create policy workspace_only on kept_contact to centralita_app using (workspace_id = current_workspace());
create policy owner_all on kept_contact to current_user using (true);
grant select, insert, update, delete on kept_contact to centralita_app;
