package io.busbar.auth;

/** What the auth service answers about second factors. */
public interface FactorOperations {}
