-- A service that is booked is not deleted.
create index booking_open_of_service on bookings.booking (service) where status in ('held', 'pending', 'confirmed');
