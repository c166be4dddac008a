package io.busbar;

/** x. */
public final class Busbar {
    private Busbar() {}

    public static void main(String[] args) {
        System.out.println("hi " + Runtime.version());
    }
}
