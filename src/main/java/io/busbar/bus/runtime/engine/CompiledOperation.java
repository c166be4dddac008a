package io.busbar.bus.runtime.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Operation;
import io.busbar.bus.json.RequestReader;
import io.busbar.bus.runtime.RuntimeOperation;

/** A declared operation, ready to be routed to and called. Two are equal only if they are the same. */
public final class CompiledOperation {
    private final RuntimeOperation declaration;
    private final Operation<ObjectNode, Object> operation;
    private final RequestReader<ObjectNode> reader;

    CompiledOperation(
            RuntimeOperation declaration, Operation<ObjectNode, Object> operation, RequestReader<ObjectNode> reader) {
        this.declaration = declaration;
        this.operation = operation;
        this.reader = reader;
    }

    public RuntimeOperation declaration() {
        return declaration;
    }

    public Operation<ObjectNode, Object> operation() {
        return operation;
    }

    public RequestReader<ObjectNode> reader() {
        return reader;
    }
}
