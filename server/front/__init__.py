"""Between strangers' bytes and the application: reads requests without a thread, limits them, parses long ones apart."""
