package io.busbar.bus;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A text of several lines in a request. It is trimmed and composed (Unicode NFC), and CRLF becomes a line feed, before it is validated.
 * Control characters other than line feed and tab are refused. On a {@code @Nullable} component the limits hold if there is a text.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.TYPE_USE})
public @interface Text {
    /** The maximum length in characters (code points). */
    int value();

    /** The minimum length in characters. By default the text must not be blank. */
    int min() default 1;
}
