-- Sign-in joins the transaction that makes a member: there is never a workspace that nobody can enter, nor a password
-- without a workspace. Only into the workspace of the transaction. Answers false when somebody has the address already.
create function admit(member_id uuid, person_id text, person_name text, address text, password_hash text) returns boolean
  language plpgsql security definer set search_path = pg_catalog
as $$
begin
  insert into auth."user" (id, name, email, "emailVerified", "updatedAt")
    values (person_id, person_name, address, true, now()) on conflict (email) do nothing;
  if not found then return false; end if;
  insert into auth.account (id, "accountId", "providerId", "userId", password, "updatedAt")
    values (gen_random_uuid()::text, person_id, 'credential', person_id, password_hash, now());
  insert into auth.membership (user_id, workspace_id, member_id) values (person_id, public.current_workspace(), member_id);
  return true;
end $$;
revoke all on function admit from public;
grant execute on function admit to centralita_app;

-- The first workspace, or the demo. Whoever asks before making one holds everybody else who asks until its commit.
create function existing_workspace(is_demo boolean) returns uuid
  language plpgsql security definer set search_path = pg_catalog
as $$
begin
  perform pg_advisory_xact_lock(7236192);
  return (select workspace_id from public.workspace where demo = is_demo order by created_at limit 1);
end $$;
revoke all on function existing_workspace from public;
grant execute on function existing_workspace to centralita_app;
