-- A member who was taken out of the transaction's workspace is signed out of it everywhere; whoever belongs to no other
-- workspace has no session left at all.
create function dismiss(member uuid) returns void
  language plpgsql security definer set search_path = pg_catalog
as $$
declare
  person text;
begin
  delete from auth.membership where workspace_id = public.current_workspace() and member_id = member
    returning user_id into person;
  if not exists (select from auth.membership where user_id = person) then
    delete from auth.session where "userId" = person;
  end if;
end $$;
revoke all on function dismiss from public;
grant execute on function dismiss to centralita_app;
