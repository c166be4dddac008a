-- POST /api/auth/login as the admin.
function request()
  return wrk.format("POST", nil, { ["Content-Type"] = "application/json" },
    '{"identifier":"' .. os.getenv("ADMIN_EMAIL") .. '","password":"' .. os.getenv("ADMIN_PASSWORD") .. '"}')
end
