################################################################################
#
# oopscope
#
################################################################################

OOPSCOPE_VERSION = 0.1.0
OOPSCOPE_SITE = https://example.org/oopscope
OOPSCOPE_LICENSE = MIT
OOPSCOPE_LICENSE_FILES = LICENSE docs/third-party.txt
OOPSCOPE_GOMOD = oopscope
OOPSCOPE_LDFLAGS = -X oopscope/console/config.released=$(OOPSCOPE_VERSION)
OOPSCOPE_GO_ENV = CGO_ENABLED=0
OOPSCOPE_INSTALL_BINS = oopscope oopscope-export

# what `oopscope export` starts
define OOPSCOPE_BUILD_EXPORTER
	cd $(@D); $(HOST_GO_TARGET_ENV) $(OOPSCOPE_GO_ENV) $(GO_BIN) build $(OOPSCOPE_BUILD_OPTS) \
		-o $(@D)/bin/oopscope-export ./console/telemetry/oopscope-export
endef
OOPSCOPE_POST_BUILD_HOOKS += OOPSCOPE_BUILD_EXPORTER

$(eval $(golang-package))
