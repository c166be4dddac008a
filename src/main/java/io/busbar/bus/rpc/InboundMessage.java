package io.busbar.bus.rpc;

import io.vertx.core.eventbus.Message;

/** A message from another JVM for a local service. The service's own thread decodes its body. */
record InboundMessage(Message<Object> message) {}
