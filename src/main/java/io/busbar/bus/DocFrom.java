package io.busbar.bus;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives the components of a record the {@link Doc} of the components of the same names in another record: what creates or updates an object
 * has the fields of the object. A {@code @Doc} of its own comes first.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface DocFrom {
    /** The record with the descriptions. */
    Class<? extends Record> value();
}
