-- A copy of what the customer thought; the reviews service owns it.
alter table bookings.booking
  add column rating smallint check (rating between 1 and 5),
  add column review text check (char_length(review) <= 2000);
