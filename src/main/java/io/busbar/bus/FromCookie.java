package io.busbar.bus;

import io.busbar.bus.response.SessionCookie;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a nullable text of a request record: the front fills it from the client's cookie. It is no field of the request: a client that sends
 * one of that name is refused.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface FromCookie {
    SessionCookie value();
}
