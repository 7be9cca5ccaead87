-- A code of an authenticator app opens once, however long it stays on the screen.
create table auth.used_code (
  user_id text not null references auth."user" (id) on delete cascade,
  code text not null,
  used_at timestamptz not null default now(),
  primary key (user_id, code)
);
