package io.busbar.auth;

/** What the auth service answers about signing in and the sessions that follow. */
public interface SessionOperations {}
