package io.busbar.bus;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The description of a field in the API reference: one sentence and a valid example. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.TYPE})
public @interface Doc {
    /** Returns the description: one sentence. */
    String value();

    /** A valid value: JSON for numbers, booleans, arrays and objects; anything else is read as a string. */
    String example() default "";

    /**
     * Gives the components of a record the descriptions and examples of the components of the same names in another record: what creates or
     * updates an object has the fields of the object. A {@code @Doc} of its own comes first.
     */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface From {
        /** Returns the record with the descriptions. */
        Class<? extends Record> value();
    }
}
