package io.busbar.bus.rpc;

import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.json.RequestReader;
import io.busbar.bus.response.Reply;
import io.vertx.core.eventbus.Message;
import org.jspecify.annotations.Nullable;

/**
 * A call from another event loop of this JVM. Records are passed by reference: the compiler has checked their types, and the frontend has
 * validated them.
 */
record LocalCall(Message<Object> message, LocalRequest localRequest) implements IncomingCall {
    @Override
    public @Nullable String action() {
        return message.headers().get(RpcProtocol.HEADER_ACTION);
    }

    @Override
    public RequestContext requestContext(Operation<?, ?> operation) {
        return localRequest.requestContext();
    }

    @Override
    public <I> I request(Operation<I, ?> operation, RequestReader<I> reader) {
        return operation.request().cast(localRequest.request());
    }

    @Override
    public void respond(Operation<?, ?> operation, RequestContext requestContext, Reply<?> reply) {
        message.reply(reply, LocalCodec.options());
    }

    @Override
    public void fail(FailureReply failure) {
        message.reply(failure);
    }
}
