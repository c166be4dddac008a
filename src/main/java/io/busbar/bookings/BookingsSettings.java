package io.busbar.bookings;

/**
 * What the bookings service is told.
 *
 * @param openRequests how many requests of one customer can wait for an answer; 0 for any number
 */
public record BookingsSettings(int openRequests) {}
