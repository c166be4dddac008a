-- GET as a signed-in user.
wrk.headers["Authorization"] = "Bearer " .. os.getenv("ME")
