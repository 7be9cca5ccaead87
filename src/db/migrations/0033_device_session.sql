-- Nothing is pushed to a browser whose session has ended. Null: subscribed before this was noted.
alter table notification_device add column session_id uuid;
