-- What a key may do (`src/v1/scope.ts`); null: whatever the API offers. And until when.
alter table api_key
  add column scopes text[] check (cardinality(scopes) > 0),
  add column expires_at timestamptz(3),
  drop column access;

-- Of whom a second factor is wanted stands in `sign_in_policy`.
alter table workspace drop column mfa_required;
