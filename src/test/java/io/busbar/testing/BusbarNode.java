package io.busbar.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class a running node: a parameter of type {@link TestNode}, or {@link TwoNodeCluster} where there are two, of its
 * constructor, its {@code @BeforeAll} or a test.
 *
 * <p>All classes that ask for the same node share one and its database. A node that was not used for a while stops when others need room,
 * and starts on a new database when it is asked for again. Until then, data of earlier classes stays, so tests use users, titles and keys
 * of their own and assert on those alone: no {@code truncate}, no {@code delete} without a key, no count over a whole table. A class that
 * can't do so has {@code shared = false}; classes that all begin by emptying the same tables may share a node among them, as a {@code
 * group}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@UsesServers
@ExtendWith(BusbarNodeExtension.class)
public @interface BusbarNode {
    /** One node, or two of one cluster on one database. */
    int nodes() default 1;

    /** The services that run on each node; all when empty. */
    String[] services() default {};

    /** Settings that differ from those of {@link TestNode#start()}, such as {@code "MAX_OPEN_REQUESTS=3"}. */
    String[] settings() default {};

    /** Classes of a group share a node that classes outside of it don't use. */
    String group() default "";

    /** Whether other classes may use the same node. */
    boolean shared() default true;
}
