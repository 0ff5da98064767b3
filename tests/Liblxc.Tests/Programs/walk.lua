-- The API as Debian's lua-lxc gives it; what it prints is compared between libraries.
local lxc = require("lxc")
local path = arg[1]
print(lxc.default_config_path_get())
local c = lxc.container:new("lua", path)
print(c:defined(), c:state(), c:running(), c:name(), c:get_config_path() == path, c:init_pid())
print(c:set_config_item("lxc.uts.name", "luahost"), c:get_config_item("lxc.uts.name"))
print(c:set_config_item("lxc.tty.max", "4"), c:get_config_item("lxc.tty.max"))
print(c:set_config_item("lxc.nosuch", "4"))
print(c:save_config(), c:defined())
local again = lxc.container:new("lua", path)
print(again:get_config_item("lxc.uts.name"), again:clear_config_item("lxc.uts.name"))
print(c:wait("STOPPED", 1), c:wait("RUNNING", 0))
print(c:destroy(), c:defined())
