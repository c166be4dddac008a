package io.busbar.bus.rpc;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageCodec;

/** Passes immutable objects by reference inside this JVM. Such objects can't be sent to other nodes. */
final class LocalCodec implements MessageCodec<Object, Object> {
    private static final String NAME = "busbar.reference";

    /** Returns delivery options for a consumer in this JVM. */
    static DeliveryOptions options() {
        return new DeliveryOptions().setLocalOnly(true).setCodecName(NAME);
    }

    @Override
    public Object transform(Object body) {
        return body;
    }

    @Override
    public void encodeToWire(Buffer buffer, Object body) {
        throw new IllegalStateException(body.getClass().getName() + " can't be sent to another node");
    }

    @Override
    public Object decodeFromWire(int position, Buffer buffer) {
        throw new IllegalStateException("references can't be received from another node");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
