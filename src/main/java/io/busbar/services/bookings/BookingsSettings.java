package io.busbar.services.bookings;

/**
 * What the bookings service is told.
 *
 * @param maxOpenRequests how many requests of one customer can wait for an answer; 0 for any number
 */
public record BookingsSettings(int maxOpenRequests) {}
