package io.busbar.bus;

import io.vertx.core.Future;

/** Runs one operation. May throw a {@link Failure} instead of failing the future. */
@FunctionalInterface
public interface OperationHandler<I, O> {
    Future<O> handle(I request, Call<O> call);
}
