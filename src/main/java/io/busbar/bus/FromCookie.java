package io.busbar.bus;

import io.busbar.bus.response.SessionCookie;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a nullable string component of a request record that the HTTP frontend fills from a cookie of the client. It is not a field of the
 * request: a client that sends a field with that name gets a validation error.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface FromCookie {
    SessionCookie value();
}
