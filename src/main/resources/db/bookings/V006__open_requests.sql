-- Of one customer they are counted with each new one.
create index booking_requests on bookings.booking (customer) where status = 'pending';
