package io.busbar.services.bookings;

/**
 * Settings of the bookings service.
 *
 * @param maxOpenRequests the maximum number of unanswered bookings of one customer; 0 means no limit
 */
public record BookingsSettings(int maxOpenRequests) {}
