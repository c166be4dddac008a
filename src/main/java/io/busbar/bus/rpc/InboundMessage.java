package io.busbar.bus.rpc;

import io.vertx.core.eventbus.Message;

/** A message from outside this JVM on its way to the service; the body is still as it came, to be read by the service's own thread. */
record InboundMessage(Message<Object> message) {}
