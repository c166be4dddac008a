package io.busbar.bus.rpc;

import io.busbar.bus.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * A record encoded as JSON. Vert.x treats it like any other JSON object, but it is encoded only once, directly from the record, and its
 * size is known before it is sent.
 */
final class EncodedJson extends JsonObject {
    private final Buffer bytes;

    EncodedJson(Object record) {
        this.bytes = Json.bytes(record);
    }

    int length() {
        return bytes.length();
    }

    @Override
    public Buffer toBuffer() {
        return bytes;
    }

    @Override
    public JsonObject copy() {
        return new JsonObject(bytes);
    }
}
